//! `synth check`: what the analyzer finds, nothing else.

use std::time::Instant;

use eventual_analyzer::analyze;
use eventual_constructs_report::{count, seconds};

use crate::cli::CheckArgs;
use crate::failure::Result;
use crate::session::Session;
use crate::source;

/// With `--json`, the diagnostics are data on stdout, one a line.
pub(crate) fn check(args: &CheckArgs, session: Session) -> Result<()> {
    let started = Instant::now();
    if session.json {
        let analysis = analyze(&source::folder_of(args.folder.as_deref(), session)?);
        session.printer.data(&analysis.to_json());
        if !analysis.has_errors() {
            return Ok(());
        }
        let mut failure = source::errors(&analysis, session);
        failure.diagnostics.clear();
        return Err(failure);
    }
    let source = source::read(args.folder.as_deref(), session)?;
    let handlers = count(source.model.handlers().count(), "handler");
    let (name, time) = (&source.model.name, seconds(started.elapsed()));
    session.printer.done("Checked", format_args!("`{name}`, {handlers}, in {time}"));
    Ok(())
}
