use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::ServiceModel;

use crate::build::lock;
use crate::cargo::CargoRun;
use crate::fingerprint::{Inputs, Stamp};
use crate::options::BuildOptions;
use crate::package::package;
use crate::progress::{Event, Progress, Step};
use crate::{BuildError, generate};

/// What the service in this folder says of itself: schemas of commands, routes, events, subscriptions. Compiles a
/// program that asks it (for this machine, not optimized) and runs that; nothing runs if the sources are unchanged.
///
/// # Errors
/// If the service does not compile, or its program fails.
pub fn describe(
    model: &ServiceModel,
    package_dir: &Path,
    options: &BuildOptions,
    progress: &dyn Progress,
) -> Result<ServiceDescription, BuildError> {
    fs_err::create_dir_all(&options.work_dir)?;
    let work = fs_err::canonicalize(&options.work_dir)?;
    let _lock = lock(&work)?;
    let stamp_path = work.join("description.json");
    let context = serde_json::to_string(model)
        .map_err(|error| BuildError::Answer { program: "serde", reason: error.to_string() })?;
    if let Some(stamp) = Stamp::<ServiceDescription>::fresh(&stamp_path, &context) {
        progress.event(Event::Fresh(Step::Describe));
        return Ok(stamp.made);
    }
    Stamp::<ServiceDescription>::remove(&stamp_path)?;

    let start = Instant::now();
    progress.event(Event::Started(Step::Describe));
    let package = package(package_dir, &model.name)?;
    let others = generate::workspace(&work, model, &package)?;
    let mut inputs = Inputs::of(&package, &others);
    let before = inputs.hash(&context);
    let run = CargoRun {
        action: "compile",
        service: &model.name,
        workspace: &work,
        dir: &package.dir,
        output: options.cargo_output,
        warnings: true,
        environment: &[],
        progress,
    };
    run.run("build", &["--package=eventual-describe"], &[])?;
    let program = work.join("target/debug/eventual-describe");
    let description = ask(&program, &model.name)?;
    if inputs.hash(&context) == before {
        inputs.add_read_files(&program.with_extension("d"))?;
        Stamp::write(&stamp_path, inputs, &context, description.clone())?;
    }
    progress.event(Event::Finished(Step::Describe, start.elapsed()));
    Ok(description)
}

fn ask(program: &Path, service: &str) -> Result<ServiceDescription, BuildError> {
    let failed = |reason: String| BuildError::Describe { service: service.to_owned(), reason };
    let output = Command::new(program)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(format!("`{}` could not be started: {error}", program.display())))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim_end().to_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
}
