//! The commands, one a file.

mod check;
mod explain;
mod failure;
pub mod graph;
mod service;
mod synth;

use eventual_constructs_report::{ExitStatus, Printer, Verbosity};

use crate::cli::{Cli, Command, ServiceArgs};
use failure::Failure;

/// Does what the arguments say.
pub fn run(mut cli: Cli) -> ExitStatus {
    let before = &cli.synth.service;
    if let Some(command) = &mut cli.command {
        command.service_mut().take_over(before);
    }
    let common = match &cli.command {
        Some(Command::Explain { service, .. } | Command::Graph { service, .. }) => service,
        None => &cli.synth.service,
    };
    let printer = Printer::new(verbosity(common));
    let result = match (&cli.command, cli.synth.first_given()) {
        (Some(command), Some(lost)) => Err(misplaced(command, &lost, cli.synth.service.service.is_some())),
        (Some(Command::Explain { subject, service }), None) => explain::explain(subject, service, &printer),
        (Some(Command::Graph { format, service }), None) => graph::graph(*format, service, &printer),
        (None, _) if cli.synth.check => check::check(&cli.synth, &printer),
        (None, _) => synth::synth(&cli.synth, &printer),
    };
    match result {
        Ok(()) => ExitStatus::Success,
        Err(failure) => failure.report(&printer),
    }
}

/// An argument of synthesis before the name of a command.
fn misplaced(command: &Command, lost: &str, is_service: bool) -> Failure {
    let name = command.name();
    if is_service {
        let failure = Failure::user(format!("`{lost}` stands before the command `{name}`"));
        return failure.hint(format!("write the folder of the service behind it: `synth {name} .. {lost}`"));
    }
    Failure::user(format!("`{lost}` is for synthesizing; `{name}` does not take it"))
        .hint(format!("`synth {name} --help` shows what it takes"))
}

fn verbosity(args: &ServiceArgs) -> Verbosity {
    match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}
