//! `synth --check`: what the analyzer finds, nothing else.

use std::time::Instant;

use eventual_analyzer::analyze;
use eventual_constructs_report::{Printer, count, seconds};

use crate::cli::SynthArgs;
use crate::command::{Failure, service};

pub(crate) fn check(args: &SynthArgs, printer: &Printer) -> Result<(), Failure> {
    let started = Instant::now();
    if args.json {
        let analysis = analyze(&service::folder(args.service.service.as_deref())?);
        printer.data(&analysis.to_json());
        return if analysis.has_errors() { Err(Failure::reported()) } else { Ok(()) };
    }
    let source = service::read(&args.service, printer)?;
    let handlers = count(source.model.handlers().count(), "handler");
    let (name, time) = (&source.model.name, seconds(started.elapsed()));
    printer.done("Checked", format_args!("`{name}`, {handlers}, in {time}"));
    Ok(())
}
