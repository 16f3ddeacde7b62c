//! Arguments; nothing but types.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use eventual_runtime_operator::ExecutionState;
use eventual_synth::cli::{Global, Inspection, SourceArgs, SynthArgs};

const EXIT_CODES: &str = "\
Exit codes:
  0  it was done
  1  a mistake that you can mend: arguments, JSON, source, something that was refused
  2  anything else: a disk, an answer that makes no sense, a bug
  3  what was named does not exist
  4  the service or AWS cannot be reached
  5  credentials are missing, expired, or do not suffice
  6  it ran and failed: an execution that was waited for, a replay that diverged, a deployment

Where a service is looked for: `--url`, `--local`, `--service`; unless given, at http://localhost:9000, then on AWS under
the name of the service in the current folder.

Environment: `NO_COLOR` removes colors, `NO_PROGRESS` progress bars; any value but the empty one counts.";

/// Makes services, runs them, deploys them, operates them.
#[derive(Clone, Debug, Parser)]
#[command(name = "eventual", bin_name = "eventual", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of all commands.
    #[command(flatten)]
    pub global: Global,
}

/// Which service to talk to.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Which service")]
pub struct TargetArgs {
    /// The local service, at http://localhost:9000 unless `--url` says otherwise.
    #[arg(long, conflicts_with = "service")]
    pub local: bool,
    /// Address of a local service.
    #[arg(long, env = "EVENTUAL_URL", value_name = "URL", conflicts_with = "service")]
    pub url: Option<String>,
    /// Name of a deployed service.
    #[arg(short, long, env = "EVENTUAL_SERVICE", value_name = "NAME")]
    pub service: Option<String>,
    /// Profile of the AWS configuration.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// AWS region.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// On this machine.
    #[command(flatten)]
    Local(LocalCommand),
    /// Questions about the source, as the binary `synth` answers them.
    #[command(flatten)]
    Source(Inspection),
    /// With a service or AWS.
    #[command(flatten)]
    Remote(RemoteCommand),
}

/// The commands that run on this machine alone.
#[derive(Clone, Debug, Subcommand)]
pub enum LocalCommand {
    /// Create a service with infrastructure and tests.
    New(NewArgs),
    /// Run services on this machine, and restart them on every change.
    Dev(RunArgs),
    /// Run services on this machine as a plain process, for debuggers.
    Local(RunArgs),
    /// Synthesize a service into a cloud assembly.
    Synth(SynthArgs),
    /// Print a script that completes commands in a shell.
    #[command(display_order = 1_000)]
    Completions(CompletionsArgs),
}

/// The commands that talk to a service or to AWS.
#[derive(Clone, Debug, Subcommand)]
pub enum RemoteCommand {
    /// Deploy to AWS, without Node.
    Deploy(DeployArgs),
    /// Show what a deployment would change.
    Diff(AssemblyArgs),
    /// Verify that the deployed API and roles are those that were synthesized.
    Verify(AssemblyArgs),
    /// Delete what was deployed.
    Destroy(DeployArgs),
    /// List services, handlers, workflows or executions.
    List(ListArgs),
    /// Show an execution.
    Get(ExecutionArgs),
    /// Start an execution of a workflow.
    Start(StartArgs),
    /// Call a command of the service.
    Invoke(InvokeArgs),
    /// Send a signal to an execution.
    Signal(SignalArgs),
    /// Emit an event.
    Emit(EmitArgs),
    /// Query a running workflow (see `on_query`).
    Query(QueryArgs),
    /// Cancel an execution.
    Cancel(CancelArgs),
    /// Complete a task from outside, by token.
    #[command(subcommand)]
    Task(TaskCommand),
    /// Show everything that happened to an execution.
    History(ExecutionArgs),
    /// Show an execution as bars on a time axis.
    Timeline(ExecutionArgs),
    /// Replay the workflow of a recorded execution against the current code.
    Replay(ReplayArgs),
    /// Show the logs.
    Logs(LogsArgs),
    /// Open the inspector's pages for a deployed service, served on this machine.
    Inspect(InspectArgs),
    /// Show and redrive the events that subscriptions failed on.
    #[command(subcommand)]
    Dlq(DlqCommand),
    /// Check what building and deploying need.
    Doctor(DoctorArgs),
}

/// `eventual completions`
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: Shell,
}

/// `eventual new`
#[derive(Clone, Debug, Args)]
pub struct NewArgs {
    /// Folder to make; its last part names the service.
    pub path: PathBuf,
    /// Name of the service [default: the folder's].
    #[arg(long)]
    pub name: Option<String>,
    /// Folder of a checkout of Eventual to build against [default: the version of this tool from crates.io, or the checkout
    /// that this tool was built in].
    #[arg(long, value_name = "DIR")]
    pub eventual_path: Option<PathBuf>,
}

/// `eventual dev`, `eventual local`
#[derive(Clone, Debug, Args)]
pub struct RunArgs {
    /// Folders of service crates, all of one workspace [default: the current folder, or `service` in it].
    pub folders: Vec<PathBuf>,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1")]
    pub host: IpAddr,
    /// Port of the first service; the others get the next ones.
    #[arg(short, long, default_value_t = 9000)]
    pub port: u16,
    /// Folder of the state [default: one beside the program].
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Begin without the state of earlier runs.
    #[arg(long)]
    pub reset: bool,
    /// Let the state survive a loss of power, too; slower.
    #[arg(long)]
    pub sync: bool,
}

/// What is, or is to be, deployed.
#[derive(Clone, Debug, Args)]
pub struct AssemblyArgs {
    /// The service; unless given, the program that `cdk.json` names, else the service in the current folder.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Take this cloud assembly instead of synthesizing one.
    #[arg(long, value_name = "DIR", conflicts_with = "folder")]
    pub assembly: Option<PathBuf>,
    /// Only this stack and what it depends on; may be repeated.
    #[arg(long = "stack", value_name = "NAME")]
    pub stacks: Vec<String>,
    /// Profile of the AWS configuration.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// AWS region.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
}

/// `eventual deploy`, `eventual destroy`
#[derive(Clone, Debug, Args)]
pub struct DeployArgs {
    /// What.
    #[command(flatten)]
    pub what: AssemblyArgs,
    /// Ask nothing.
    #[arg(short, long)]
    pub yes: bool,
}

/// `eventual replay`
#[derive(Clone, Debug, Args)]
pub struct ReplayArgs {
    /// Id of an execution, or files with histories.
    #[arg(required_unless_present = "execution_id")]
    pub what: Vec<String>,
    /// Id of the execution.
    #[arg(long, value_name = "ID")]
    pub execution_id: Option<String>,
    /// Keep the history in this file or folder, as a fixture for tests.
    #[arg(long, value_name = "PATH")]
    pub save: Option<PathBuf>,
    /// Compare all data, not only the calls.
    #[arg(long)]
    pub strict: bool,
    /// Wait for a debugger before the first step.
    #[arg(long)]
    pub debug: bool,
    /// Folder of the service crate whose code is run [default: the current folder, or `service` in it].
    #[arg(long, value_name = "DIR")]
    pub source: Option<PathBuf>,
    /// Which service the history is of.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual list`
#[derive(Clone, Debug, Args)]
pub struct ListArgs {
    /// What to list.
    #[arg(value_enum)]
    pub what: Listed,
    /// Of this workflow.
    #[arg(short, long)]
    pub workflow: Option<String>,
    /// With this status: `running`, `succeeded`, `failed`.
    #[arg(long, value_name = "STATUS", value_parser = |it: &str| it.parse::<ExecutionState>())]
    pub status: Option<ExecutionState>,
    /// Started at most so long ago: `90s`, `5m`, `2h`, `7d`.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub since: Option<Duration>,
    /// At most so many executions.
    #[arg(short = 'n', long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    /// What follows the list that gave this cursor.
    #[arg(long)]
    pub cursor: Option<String>,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// Services that run locally or are deployed.
    Services,
    /// What a service has: commands, routes, events, subscriptions, tasks, workflows, signals.
    Handlers,
    /// The workflows of a service.
    Workflows,
    /// The executions of a service, the newest first.
    Executions,
}

/// An execution.
#[derive(Clone, Debug, Args)]
pub struct ExecutionArgs {
    /// Id of the execution.
    pub execution: String,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual start`
#[derive(Clone, Debug, Args)]
pub struct StartArgs {
    /// Name of the workflow.
    pub workflow: String,
    /// Its input as JSON; `@file` reads a file, `-` reads stdin.
    #[arg(default_value = "null")]
    pub input: String,
    /// Id of the execution: starting it again with the same input is the same execution.
    #[arg(short, long)]
    pub name: Option<String>,
    /// How long it may take, if not as its definition says: `90s`, `5m`, `2h`, `7d`.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// Wait for its end and show it; exit code 6 if it fails.
    #[arg(short, long)]
    pub wait: bool,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual invoke`
#[derive(Clone, Debug, Args)]
pub struct InvokeArgs {
    /// Name of the command.
    pub command: String,
    /// Its input as JSON; `@file` reads a file, `-` reads stdin.
    #[arg(default_value = "null")]
    pub input: String,
    /// A header of the request.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE")]
    pub headers: Vec<String>,
    /// Sign the request with the AWS credentials: for commands that IAM protects.
    #[arg(long)]
    pub sign: bool,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual signal`
#[derive(Clone, Debug, Args)]
pub struct SignalArgs {
    /// Id of the execution.
    pub execution: String,
    /// Name of the signal.
    pub signal: String,
    /// What it carries, as JSON; `@file` reads a file, `-` reads stdin.
    #[arg(default_value = "null")]
    pub payload: String,
    /// Identifies the sending: a second one with the same id is ignored.
    #[arg(long)]
    pub id: Option<String>,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual query`
#[derive(Clone, Debug, Args)]
pub struct QueryArgs {
    /// Id of the execution.
    pub execution: String,
    /// Name that the workflow gave to `on_query`.
    pub name: String,
    /// What the answer takes, as JSON; `@file` reads a file, `-` reads stdin.
    #[arg(default_value = "null")]
    pub input: String,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual emit`
#[derive(Clone, Debug, Args)]
pub struct EmitArgs {
    /// Name of the event.
    pub event: String,
    /// The event itself as JSON; `@file` reads a file, `-` reads stdin.
    pub detail: String,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual cancel`
#[derive(Clone, Debug, Args)]
pub struct CancelArgs {
    /// Id of the execution.
    pub execution: String,
    /// Why.
    #[arg(short, long, default_value = "")]
    pub reason: String,
    /// End it at once, without letting it clean up.
    #[arg(long)]
    pub terminate: bool,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual task`
#[derive(Clone, Debug, Subcommand)]
pub enum TaskCommand {
    /// Lets the attempt succeed.
    Complete {
        /// The token: what `task_token()` gave.
        token: String,
        /// What the task gives, as JSON; `@file` reads a file, `-` reads stdin.
        #[arg(default_value = "null")]
        value: String,
        /// Which service.
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Lets the attempt fail.
    Fail {
        /// The token: what `task_token()` gave.
        token: String,
        /// What kind of failure: `CardDeclined`.
        error: String,
        /// What happened, for people.
        #[arg(default_value = "")]
        message: String,
        /// Do not try again, whatever the task's policy allows.
        #[arg(long)]
        no_retry: bool,
        /// Which service.
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Says that somebody still works on it.
    Heartbeat {
        /// The token: what `task_token()` gave.
        token: String,
        /// Which service.
        #[command(flatten)]
        target: TargetArgs,
    },
}

/// `eventual logs`
#[derive(Clone, Debug, Args)]
pub struct LogsArgs {
    /// Only of this execution.
    pub execution: Option<String>,
    /// Go on as more is logged.
    #[arg(short, long)]
    pub follow: bool,
    /// Only of handlers whose name contains this.
    #[arg(long, value_name = "NAME")]
    pub handler: Option<String>,
    /// From so long ago: `90s`, `5m`, `2h`, `7d` (deployed services) [default: since the execution began, or 10m].
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub since: Option<Duration>,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual inspect`
#[derive(Clone, Debug, Args)]
pub struct InspectArgs {
    /// Port of the pages; 0 takes any that is free. Only this machine can open them, and whoever does acts with your credentials.
    #[arg(short, long, default_value_t = 9900)]
    pub port: u16,
    /// Sign calls of commands, too, with the AWS credentials: for commands that IAM protects.
    #[arg(long)]
    pub sign: bool,
    /// Which service.
    #[command(flatten)]
    pub target: TargetArgs,
}

/// `eventual dlq`
#[derive(Clone, Debug, Subcommand)]
pub enum DlqCommand {
    /// Shows dead letters with their reasons.
    List {
        /// Only of this subscription.
        subscription: Option<String>,
        /// Which service.
        #[command(flatten)]
        target: TargetArgs,
    },
    /// Gives a subscription its dead letters again.
    Redrive {
        /// Which subscription.
        subscription: String,
        /// Which service.
        #[command(flatten)]
        target: TargetArgs,
    },
}

/// `eventual explain`
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// A diagnostic's code (`EV0107`), or a logical id or path of the template.
    pub subject: String,
    /// The service, for logical ids.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `eventual doctor`
#[derive(Clone, Debug, Args)]
pub struct DoctorArgs {
    /// Only what building and running locally need.
    #[arg(long)]
    pub local: bool,
    /// Profile of the AWS configuration.
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// AWS region.
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,
}

/// `90s`, `5m`, `2h`, `7d`
fn duration(text: &str) -> Result<Duration, String> {
    let units = [("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400)];
    let read = |(unit, seconds): (&str, u64)| {
        let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(Duration::from_secs(number.checked_mul(seconds)?))
    };
    units.into_iter().find_map(read).ok_or_else(|| "write `90s`, `5m`, `2h` or `7d`".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn times_have_a_unit() {
        assert_eq!(duration("2h"), Ok(Duration::from_secs(7_200)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for text in ["", "5", "m", "1y", "-1s", "99999999999999999999s", "18446744073709551615d"] {
            assert_eq!(duration(text).unwrap_err(), "write `90s`, `5m`, `2h` or `7d`", "{text}");
        }
    }
}
