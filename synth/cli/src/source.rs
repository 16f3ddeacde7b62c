//! Services by their source.

use std::path::{Path, PathBuf};

use eventual_analyzer::{Severity, Style, analyze};
use eventual_analyzer_model::ServiceModel;
use eventual_constructs_report::count;

use crate::command::Session;
use crate::failure::{Failure, Result};

/// The service that is meant when none is named: the package around the current folder, or `service` in a workspace.
pub(crate) fn usual() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    let found = here.ancestors().find(|it| it.join("Cargo.toml").is_file())?;
    let service = found.join("service");
    let text = fs_err::read_to_string(found.join("Cargo.toml")).unwrap_or_default();
    let is_package = text.lines().any(|it| it.trim() == "[package]");
    match (is_package, service.join("Cargo.toml").is_file()) {
        (false, true) if found == here => Some("service".into()),
        (false, true) => Some(service),
        _ if found == here => Some(".".into()),
        _ => Some(found.to_owned()),
    }
}

/// Reads a service; its diagnostics go to stderr.
pub(crate) fn read(folder: Option<&Path>, session: Session) -> Result<(PathBuf, ServiceModel)> {
    let folder = folder.map(Path::to_owned).or_else(usual).unwrap_or_else(|| ".".into());
    let shown = folder.display();
    if !folder.join("Cargo.toml").is_file() {
        return Err(Failure::user(format!("`{shown}` is not the folder of a package"))
            .hint("name the folder of a service crate, or make one with `eventual new`"));
    }
    let analysis = analyze(&folder);
    if !analysis.diagnostics.is_empty() {
        let style = if session.printer.has_color() { Style::Color } else { Style::Plain };
        session.printer.rendered(&analysis.render(style));
    }
    let errors = || analysis.diagnostics.iter().filter(|it| it.severity == Severity::Error);
    if let Some(first) = errors().next() {
        let number = count(errors().count(), "error");
        return Err(Failure::user(format!("the service has {number}"))
            .hint(format!("`eventual explain {}` tells more", first.code)));
    }
    match analysis.model {
        Some(model) => Ok((folder, model)),
        None => Err(Failure::user(format!("there is no service in `{shown}`"))),
    }
}
