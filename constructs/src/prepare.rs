use std::path::Path;

use eventual_analyzer_model::ServiceModel;
use eventual_analyzer_model::contract::{Capability, OPERATOR_ID, SPEC_FILE, api};
use eventual_analyzer_openapi::openapi;
use eventual_constructs_aws::lambda::Architecture;
use eventual_constructs_build::{
    BuildError, BuildOptions, CargoOutput, ExtraFile, build, default_work_dir, describe, stub,
};
use eventual_constructs_report::Printer;
use eventual_constructs_service::BuildOutputs;

use crate::progress::Reporter;

/// How the functions of a service come to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Binaries {
    /// Compiled and linked; nothing runs while the sources are unchanged.
    #[default]
    Build,
    /// Stubs that answer nothing, with roles that may only log: for a look at a template without compiling.
    Stub,
}

/// Describes and builds a service.
///
/// # Errors
/// When its source does not compile, or a tool that the build needs is missing.
pub fn prepare(
    model: &ServiceModel,
    package_dir: &Path,
    binaries: Binaries,
    architecture: Architecture,
    printer: &Printer,
) -> Result<BuildOutputs, BuildError> {
    let work_dir = default_work_dir(package_dir, &model.name);
    if binaries == Binaries::Stub {
        let functions = stub(model, &work_dir, &|_| Vec::new())?.functions;
        return Ok(BuildOutputs { description: None, functions });
    }
    let options = BuildOptions {
        architecture,
        cargo_output: CargoOutput::Captured { color: printer.has_color() },
        ..BuildOptions::new(work_dir)
    };
    let reporter = Reporter::new(printer);
    let description = describe(model, package_dir, &options, &reporter)?;
    let specification = openapi(&description).to_string().into_bytes();
    let extra = |id: &str, capabilities: &[Capability]| {
        let file = || ExtraFile { name: SPEC_FILE.to_owned(), content: specification.clone() };
        let shows_it = id == OPERATOR_ID || capabilities.contains(&Capability::any(api::SPECIFY));
        if shows_it { vec![file()] } else { Vec::new() }
    };
    let functions = build(model, package_dir, &options, &extra, &reporter)?.functions;
    Ok(BuildOutputs { description: Some(description), functions })
}
