use std::collections::BTreeMap;
use std::path::Path;

use eventual_analyzer_model::ServiceModel;

use crate::BuildError;
use crate::build::lock_file;
use crate::output::{BuildReport, ExtraFile, remove_others, write_function};

/// A program that says what it is and fails.
const STUB: &[u8] = b"#!/bin/sh\necho 'built with --no-build: this function has no code' >&2\nexit 1\n";

/// Functions without code, for looking at a template without compiling anything: hashes are the same on every
/// machine, capabilities unknown (none).
///
/// # Errors
/// If the folder cannot be written.
pub fn stub(
    model: &ServiceModel,
    work_dir: &Path,
    extra: &dyn Fn(&str) -> Vec<ExtraFile>,
) -> Result<BuildReport, BuildError> {
    let outputs = work_dir.join("functions/stub");
    fs_err::create_dir_all(&outputs)?;
    // A lock of its own: a look at a template need not wait for a build.
    let _lock = lock_file(&work_dir.join(".stub.lock"))?;
    let mut functions = BTreeMap::new();
    for id in model.function_ids() {
        let function = write_function(&outputs, &id, STUB, &extra(&id), Vec::new())?;
        functions.insert(id, function);
    }
    remove_others(&outputs, &functions)?;
    Ok(BuildReport { functions, fresh: true })
}
