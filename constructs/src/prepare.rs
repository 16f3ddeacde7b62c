use std::collections::BTreeMap;
use std::path::Path;

use eventual_analyzer_describe::ServiceDescription;
use eventual_analyzer_model::ServiceModel;
use eventual_analyzer_model::contract::{Capability, OPERATOR_ID, SPEC_FILE, api};
use eventual_analyzer_openapi::openapi;
use eventual_constructs_aws::lambda::Architecture;
use eventual_constructs_build::{
    BuildError, BuildOptions, BuildReport, CargoOutput, ExtraFile, build, default_work_dir, describe, stub,
};
use eventual_constructs_report::Printer;
use eventual_constructs_service::{BuildOutputs, FunctionBuild};

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
        return Ok(outputs(stub(model, &work_dir, &|_| Vec::new())?, None));
    }
    let options = BuildOptions {
        architecture: match architecture {
            Architecture::X86_64 => eventual_constructs_build::Architecture::X86_64,
            Architecture::Arm64 => eventual_constructs_build::Architecture::Arm64,
        },
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
    let report = build(model, package_dir, &options, &extra, &reporter)?;
    Ok(outputs(report, Some(description)))
}

fn outputs(report: BuildReport, description: Option<ServiceDescription>) -> BuildOutputs {
    let functions = report.functions.into_iter().map(|(id, it)| {
        let function = FunctionBuild {
            asset_dir: it.asset_dir,
            hash: it.hash,
            capabilities: it.capabilities,
            size: it.size,
            zip_size: it.zip_size,
        };
        (id, function)
    });
    let functions: BTreeMap<_, _> = functions.collect();
    BuildOutputs { description, functions }
}
