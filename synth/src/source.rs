//! Services by their source.

use std::path::{Path, PathBuf};

use eventual_analyzer::{Analysis, ServiceModel, Severity, Style, analyze};
use eventual_constructs::{Architecture, Binaries, BuildError, BuildOutputs, prepare};
use eventual_constructs_report::{ExitStatus, count};

use crate::cli::SourceArgs;
use crate::failure::{Failure, Result};
use crate::session::{Session, Tool};

/// The example that is meant at the root of this repository when no folder is given.
const EXAMPLE: &str = "examples/hello";
/// Where the workspaces of `eventual new` have their service.
const SERVICE: &str = "service";

/// A service whose source has no errors.
#[derive(Clone, Debug)]
pub struct Source {
    /// Folder of its package.
    pub dir: PathBuf,
    /// What the source says.
    pub model: ServiceModel,
}

/// The folder that is meant when none is given: the package around the current folder; in a workspace without a package
/// of its own, the service in it.
pub fn default_folder() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here.ancestors().find(|it| it.join("Cargo.toml").is_file())?;
    let found = if found == here { Path::new("") } else { found };
    let services = [SERVICE, EXAMPLE].map(|it| found.join(it));
    let service = services.into_iter().find(|it| it.join("Cargo.toml").is_file());
    Some(match service.filter(|_| !is_package(&found.join("Cargo.toml"))) {
        Some(service) => service,
        None if found.as_os_str().is_empty() => ".".into(),
        None => found.to_owned(),
    })
}

/// Whether a manifest is that of a package. One that is not TOML is, so that whoever reads it says what is wrong.
fn is_package(manifest: &Path) -> bool {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    text.parse::<toml::Table>().map_or(true, |it| it.contains_key("package"))
}

/// Finds and analyzes a service; its diagnostics go to stderr.
///
/// # Errors
/// If there is no service, or its source has errors.
pub fn read(folder: Option<&Path>, session: Session) -> Result<Source> {
    let dir = folder_of(folder, session)?;
    let analysis = analyze(&dir);
    report(&analysis, session)?;
    match analysis.model {
        Some(model) => Ok(Source { dir, model }),
        None => Err(Failure::user(format!("there is no service in `{}`", dir.display()))),
    }
}

/// The folder of a service's package.
pub(crate) fn folder_of(given: Option<&Path>, session: Session) -> Result<PathBuf> {
    let dir = given.map(Path::to_owned).or_else(default_folder).unwrap_or_else(|| ".".into());
    if dir.is_dir() {
        return Ok(dir);
    }
    let what = if dir.exists() { "is a file" } else { "does not exist" };
    let hint = match session.tool {
        Tool::Synth => {
            "name the folder of a service crate, or one of the commands `check`, `explain` and `graph`"
        }
        Tool::Eventual => "name the folder of a service crate, or create one with `eventual new`",
    };
    Err(Failure::user(format!("`{}` {what}", dir.display())).hint(hint))
}

/// Shows diagnostics, unless a machine reads them with the failure; errors among them are one.
fn report(analysis: &Analysis, session: Session) -> Result<()> {
    let number = analysis.diagnostics.iter().filter(|it| it.severity == Severity::Error).count();
    let is_with_failure = session.json && number > 0;
    if !analysis.diagnostics.is_empty() && !is_with_failure {
        let style = if session.printer.has_color() { Style::Color } else { Style::Plain };
        session.printer.rendered(&analysis.render(style));
    }
    if number > 0 { Err(errors(analysis, session)) } else { Ok(()) }
}

/// The failure of a service whose source has errors.
pub(crate) fn errors(analysis: &Analysis, session: Session) -> Failure {
    let codes = || analysis.diagnostics.iter().filter(|it| it.severity == Severity::Error).map(|it| it.code);
    let message = format!("the service has {}", count(codes().count(), "error"));
    let mut failure = Failure::new(ExitStatus::Failure, "SourceErrors", message);
    if let Some(code) = codes().next() {
        failure = failure.hint(format!("for details, run `{} {code}`", session.tool.explain()));
    }
    // One diagnostic a line.
    let diagnostics = analysis.to_json();
    failure.diagnostics = diagnostics.lines().filter_map(|it| serde_json::from_str(it).ok()).collect();
    failure
}

/// Describes a service and builds its functions.
pub(crate) fn build(source: &Source, args: &SourceArgs, session: Session) -> Result<BuildOutputs> {
    let binaries = if args.no_build { Binaries::Stub } else { Binaries::Build };
    prepare(&source.model, &source.dir, binaries, architecture(args), &session.printer).map_err(build_failure)
}

pub(crate) fn architecture(args: &SourceArgs) -> Architecture {
    if args.arch == "arm64" { Architecture::Arm64 } else { Architecture::X86_64 }
}

fn build_failure(error: BuildError) -> Failure {
    match error {
        BuildError::Io(_) | BuildError::Answer { .. } => Failure::unexpected(error),
        _ => Failure::new(ExitStatus::Failure, "BuildFailed", error),
    }
}
