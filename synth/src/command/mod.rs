//! The commands, one a file.

mod check;
mod explain;
mod failure;
pub mod graph;
mod service;
mod synth;

use eventual_synth_report::{ExitStatus, Printer, Verbosity};

use crate::cli::{Cli, Command, ServiceArgs};
use failure::Failure;

/// Does what the arguments say.
pub fn run(cli: Cli) -> ExitStatus {
    let common = match &cli.command {
        Some(Command::Explain { service, .. } | Command::Graph { service, .. }) => service,
        None => &cli.synth.service,
    };
    let printer = Printer::new(verbosity(common));
    let result = match &cli.command {
        Some(Command::Explain { subject, service }) => explain::explain(subject, service, &printer),
        Some(Command::Graph { format, service }) => graph::graph(*format, service, &printer),
        None if cli.synth.check => check::check(&cli.synth, &printer),
        None => synth::synth(&cli.synth, &printer),
    };
    match result {
        Ok(()) => ExitStatus::Success,
        Err(failure) => failure.report(&printer),
    }
}

fn verbosity(args: &ServiceArgs) -> Verbosity {
    match (args.quiet, args.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}
