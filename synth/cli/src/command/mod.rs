//! The commands, one a file.

mod assembly;
mod audience;
mod cancel;
mod completions;
mod deploy;
mod destroy;
mod dev;
mod diff;
mod dlq;
mod doctor;
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
use eventual_constructs_report::ExitStatus;
use eventual_synth::{Failure, Result, Session, Tool, inspect as inspect_source, synthesize};

use crate::cli::{Cli, Command, LocalCommand, RemoteCommand};

/// Runs the tool; the first argument is the name of the program.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let json = eventual_synth::json_is_asked_for(&arguments);
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return eventual_synth::wrong_arguments(&error, json, Tool::Eventual),
    };
    let session = Session::new(&cli.global, Tool::Eventual);
    let done = match &cli.command {
        Command::Local(command) => local(command, session),
        Command::Source(inspection) => inspect_source(inspection, session).map(|()| ExitStatus::Success),
        Command::Remote(command) => on_runtime(remote(command, session)),
    };
    done.unwrap_or_else(|failure| failure.report(session))
}

fn local(command: &LocalCommand, session: Session) -> Result<ExitStatus> {
    match command {
        LocalCommand::New(args) => new::new(args, session),
        LocalCommand::Dev(args) => dev::dev(args, session),
        LocalCommand::Local(args) => dev::local(args, session),
        LocalCommand::Synth(args) => synthesize(args, session).map(|()| ExitStatus::Success),
        LocalCommand::Completions(args) => completions::completions(args, session),
    }
}

async fn remote(command: &RemoteCommand, session: Session) -> Result<ExitStatus> {
    match command {
        RemoteCommand::Deploy(args) => deploy::deploy(args, session).await,
        RemoteCommand::Diff(args) => diff::diff(args, session).await,
        RemoteCommand::Verify(args) => verify::verify(args, session).await,
        RemoteCommand::Destroy(args) => destroy::destroy(args, session).await,
        RemoteCommand::List(args) => list::list(args, session).await,
        RemoteCommand::Get(args) => execution::get(args, session).await,
        RemoteCommand::Start(args) => start::start(args, session).await,
        RemoteCommand::Invoke(args) => invoke::invoke(args, session).await,
        RemoteCommand::Signal(args) => signal::signal(args, session).await,
        RemoteCommand::Emit(args) => emit::emit(args, session).await,
        RemoteCommand::Query(args) => query::query(args, session).await,
        RemoteCommand::Cancel(args) => cancel::cancel(args, session).await,
        RemoteCommand::Task(args) => task::task(args, session).await,
        RemoteCommand::History(args) => execution::history(args, session).await,
        RemoteCommand::Timeline(args) => execution::timeline(args, session).await,
        RemoteCommand::Replay(args) => replay::replay(args, session).await,
        RemoteCommand::Logs(args) => logs::logs(args, session).await,
        RemoteCommand::Inspect(args) => inspect::inspect(args, session).await,
        RemoteCommand::Dlq(args) => dlq::dlq(args, session).await,
        RemoteCommand::Doctor(args) => doctor::doctor(args, session).await,
    }
}

fn on_runtime(work: impl Future<Output = Result<ExitStatus>>) -> Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::unexpected)?.block_on(work)
}
