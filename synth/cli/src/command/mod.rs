//! The commands, one a file.

mod assembly;
mod audience;
mod cancel;
mod completions;
mod deploy;
mod destroy;
mod dev;
mod diff;
pub(crate) mod dlq;
pub(crate) mod doctor;
mod emit;
mod execution;
mod inspect;
mod invoke;
mod list;
mod logs;
mod new;
mod query;
mod replay;
mod signal;
mod start;
mod task;
mod verify;

use std::ffi::OsString;

use clap::Parser as _;
use clap::error::ErrorKind;
use eventual_constructs_report::{ExitStatus, Printer, Verbosity};

use crate::cli::{Cli, Command, Global};
use crate::failure::{Failure, Result};

/// What every command has at hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    pub(crate) printer: Printer,
    /// Whether a machine reads stdout.
    pub(crate) json: bool,
}

/// Does what the arguments say; the first is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return wrong_arguments(&error),
    };
    let printer = Printer::new(verbosity(&cli.global));
    let session = Session { printer, json: cli.global.json };
    let done = match &cli.command {
        Command::Synth(args) => {
            let synth = eventual_synth::cli::Cli { command: None, synth: args.synth(&cli.global) };
            return eventual_synth::run(synth);
        }
        Command::Explain(args) => {
            let (subject, service) = (args.subject.clone(), args.source.service(&cli.global));
            let explain = eventual_synth::cli::Command::Explain { subject, service };
            let synth = args.source.service(&cli.global);
            return eventual_synth::run(eventual_synth::cli::Cli::of(explain, synth));
        }
        Command::New(args) => new::new(args, session),
        Command::Dev(args) => dev::dev(args, session),
        Command::Local(args) => dev::local(args, session),
        Command::Completions { shell } => completions::completions(*shell, session),
        command => on_runtime(talk(command, session)),
    };
    match done {
        Ok(status) => status,
        Err(failure) => failure.report(&printer, session.json),
    }
}

/// The commands that talk to somebody.
async fn talk(command: &Command, session: Session) -> Result<ExitStatus> {
    match command {
        Command::List(args) => list::list(args, session).await,
        Command::Get(args) => execution::get(args, session).await,
        Command::History(args) => execution::history(args, session).await,
        Command::Timeline(args) => execution::timeline(args, session).await,
        Command::Start(args) => start::start(args, session).await,
        Command::Invoke(args) => invoke::invoke(args, session).await,
        Command::Signal(args) => signal::signal(args, session).await,
        Command::Query(args) => query::query(args, session).await,
        Command::Emit(args) => emit::emit(args, session).await,
        Command::Cancel(args) => cancel::cancel(args, session).await,
        Command::Task(args) => task::task(args, session).await,
        Command::Logs(args) => logs::logs(args, session).await,
        Command::Inspect(args) => inspect::inspect(args, session).await,
        Command::Dlq(args) => dlq::dlq(args, session).await,
        Command::Doctor(args) => doctor::doctor(args, session).await,
        Command::Deploy(args) => deploy::deploy(args, session).await,
        Command::Diff(args) => diff::diff(args, session).await,
        Command::Verify(args) => verify::verify(args, session).await,
        Command::Destroy(args) => destroy::destroy(args, session).await,
        Command::Replay(args) => replay::replay(args, session).await,
        Command::New(_)
        | Command::Dev(_)
        | Command::Local(_)
        | Command::Synth(_)
        | Command::Explain(_)
        | Command::Completions { .. } => Ok(ExitStatus::Success),
    }
}

fn on_runtime(work: impl Future<Output = Result<ExitStatus>>) -> Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::unexpected)?.block_on(work)
}

/// As clap says it; help and version are no mistakes.
fn wrong_arguments(error: &clap::Error) -> ExitStatus {
    // A closed pipe is not an error: who closed it has read enough.
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitStatus::Success,
        _ => ExitStatus::Failure,
    }
}

fn verbosity(global: &Global) -> Verbosity {
    match (global.quiet, global.verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}
