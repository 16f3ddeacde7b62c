use std::path::{Path, PathBuf};

use eventual_analyzer::{Analysis, ServiceModel, Severity, Style, analyze};
use eventual_constructs::{Architecture, Binaries, BuildError, BuildOutputs, prepare};
use eventual_constructs_report::{Printer, count};

use crate::cli::ServiceArgs;
use crate::command::Failure;

/// The lesson that is synthesized when nothing is named, in the root of our repository.
const DEFAULT_EXAMPLE: &str = "examples/hello";

/// A service whose source has no errors.
pub(crate) struct Source {
    /// Folder of its package.
    pub(crate) dir: PathBuf,
    /// What the source says.
    pub(crate) model: ServiceModel,
}

/// Finds and analyzes the service; its diagnostics go to stderr.
pub(crate) fn read(args: &ServiceArgs, printer: &Printer) -> Result<Source, Failure> {
    let dir = folder(args.service.as_deref())?;
    let analysis = analyze(&dir);
    report(&analysis, args, printer)?;
    match analysis.model {
        Some(model) => Ok(Source { dir, model }),
        None => Err(Failure::user(format!("there is no service in `{}`", dir.display()))),
    }
}

/// Describes the service and builds its functions.
pub(crate) fn build(source: &Source, args: &ServiceArgs, printer: &Printer) -> Result<BuildOutputs, Failure> {
    let binaries = if args.no_build { Binaries::Stub } else { Binaries::Build };
    prepare(&source.model, &source.dir, binaries, architecture(args), printer).map_err(build_failure)
}

pub(crate) fn architecture(args: &ServiceArgs) -> Architecture {
    if args.arch == "arm64" { Architecture::Arm64 } else { Architecture::X86_64 }
}

/// The folder of the service's package.
pub(crate) fn folder(given: Option<&Path>) -> Result<PathBuf, Failure> {
    let dir = match given {
        Some(dir) => dir.to_owned(),
        None if Path::new(DEFAULT_EXAMPLE).join("Cargo.toml").is_file() => DEFAULT_EXAMPLE.into(),
        None => enclosing_package(Path::new(".")),
    };
    if dir.is_dir() {
        return Ok(dir);
    }
    let what = if dir.exists() { "is a file" } else { "does not exist" };
    let hint = "name the folder of a service crate, or one of the commands `explain` and `graph`";
    Err(Failure::user(format!("`{}` {what}", dir.display())).hint(hint))
}

/// The folder itself or the nearest one around it that has a `Cargo.toml`, as cargo looks for it.
fn enclosing_package(dir: &Path) -> PathBuf {
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let found = absolute.ancestors().find(|it| it.join("Cargo.toml").is_file());
    match found {
        Some(found) if found != absolute => found.to_owned(),
        _ => dir.to_owned(),
    }
}

fn report(analysis: &Analysis, args: &ServiceArgs, printer: &Printer) -> Result<(), Failure> {
    if !analysis.diagnostics.is_empty() {
        let style = if printer.has_color() { Style::Color } else { Style::Plain };
        printer.rendered(&analysis.render(style));
    }
    if !analysis.has_errors() {
        return Ok(());
    }
    let errors = analysis.diagnostics.iter().filter(|it| it.severity == Severity::Error);
    let number = errors.clone().count();
    let failure = Failure::user(format!("the service has {}", count(number, "error")));
    Err(match errors.map(|it| it.code).next() {
        Some(code) => failure.hint(format!("`{} {code}` tells more", args.tool.explain())),
        None => failure,
    })
}

fn build_failure(error: BuildError) -> Failure {
    match error {
        BuildError::Io(_) | BuildError::Answer { .. } => Failure::unexpected(error),
        _ => Failure::user(error),
    }
}
