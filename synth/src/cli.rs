//! Arguments of the `synth` binary; nothing but types.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::command::graph::GraphFormat;

/// Architecture of the functions when nothing is said.
const DEFAULT_ARCH: &str = "x86_64";

/// Turns a service crate into a cloud assembly that the CDK CLI deploys.
#[derive(Clone, Debug, Parser)]
#[command(name = "synth", version)]
pub struct Cli {
    /// What to do instead of synthesizing.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// What to synthesize.
    #[command(flatten)]
    pub synth: SynthArgs,
}

impl Cli {
    /// A command, as if it had been written.
    pub fn of(command: Command, service: ServiceArgs) -> Self {
        let synth = SynthArgs {
            service: ServiceArgs { service: None, ..service },
            out_dir: None,
            stack_name: None,
            context: Vec::new(),
            json: false,
            yaml: false,
            check: false,
        };
        Self { command: Some(command), synth }
    }
}

/// What to do instead of synthesizing.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Says what a diagnostic means, or why a generated resource has its permissions.
    Explain {
        /// A diagnostic's code (`EV0107`) or a logical id of the template.
        subject: String,
        /// The service, for logical ids.
        #[command(flatten)]
        service: ServiceArgs,
    },
    /// Draws who calls, emits and handles what.
    Graph {
        /// Language of the drawing.
        #[arg(long, value_enum, default_value_t)]
        format: GraphFormat,
        /// The service.
        #[command(flatten)]
        service: ServiceArgs,
    },
}

/// The tool at whose prompt somebody is: what hints tell to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// `synth`
    #[default]
    Synth,
    /// `eventual`
    Eventual,
}

impl Tool {
    /// What explains codes and resources.
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Synth => "synth explain",
            Self::Eventual => "eventual explain",
        }
    }

    /// What synthesizes.
    pub const fn synth(self) -> &'static str {
        match self {
            Self::Synth => "synth",
            Self::Eventual => "eventual synth",
        }
    }
}

/// Which service, and how to build it.
#[derive(Clone, Debug, Args)]
pub struct ServiceArgs {
    /// Folder of the service crate [default: the current folder, or `examples/hello` in this repository].
    pub service: Option<PathBuf>,
    /// Do not build the functions: stub binaries, roles that may only log.
    #[arg(long)]
    pub no_build: bool,
    /// Architecture of the functions.
    #[arg(long, value_name = "ARCH", value_parser = ["x86_64", "arm64"], default_value = DEFAULT_ARCH)]
    pub arch: String,
    /// Only errors on stderr.
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more on stderr.
    #[arg(short, long)]
    pub verbose: bool,
    /// Which tool was run.
    #[arg(skip)]
    pub tool: Tool,
}

/// How to synthesize.
#[derive(Clone, Debug, Args)]
pub struct SynthArgs {
    /// The service.
    #[command(flatten)]
    pub service: ServiceArgs,
    /// Folder for the cloud assembly [default: `CDK_OUTDIR`, or `cdk.out`].
    #[arg(short, long, value_name = "DIR")]
    pub out_dir: Option<PathBuf>,
    /// Name of the stack [default: the service's type].
    #[arg(long, value_name = "NAME")]
    pub stack_name: Option<String>,
    /// A context value, as `cdk.json` has them.
    #[arg(short, long = "context", value_name = "KEY=VALUE")]
    pub context: Vec<String>,
    /// Write the template to stdout as JSON.
    #[arg(long, conflicts_with = "yaml")]
    pub json: bool,
    /// Write the template to stdout as YAML.
    #[arg(long)]
    pub yaml: bool,
    /// Only report what the analyzer finds in the source; with `--json` as data on stdout.
    #[arg(long)]
    pub check: bool,
}

impl Command {
    /// As it is written.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Explain { .. } => "explain",
            Self::Graph { .. } => "graph",
        }
    }

    /// Its service.
    pub fn service_mut(&mut self) -> &mut ServiceArgs {
        match self {
            Self::Explain { service, .. } | Self::Graph { service, .. } => service,
        }
    }
}

impl ServiceArgs {
    /// Takes over what stands before the name of a command: it is meant for the command.
    pub fn take_over(&mut self, before: &Self) {
        self.no_build |= before.no_build;
        self.quiet |= before.quiet;
        self.verbose |= before.verbose;
        if self.arch == DEFAULT_ARCH {
            self.arch.clone_from(&before.arch);
        }
    }
}

impl SynthArgs {
    /// The first argument of synthesis alone that is given, as it is written: with a command it would be lost.
    pub fn first_given(&self) -> Option<String> {
        let given = [
            self.service.service.as_ref().map(|it| it.display().to_string()),
            self.out_dir.as_ref().map(|_| "--out-dir".to_owned()),
            self.stack_name.as_ref().map(|_| "--stack-name".to_owned()),
            self.context.first().map(|_| "--context".to_owned()),
            self.json.then(|| "--json".to_owned()),
            self.yaml.then(|| "--yaml".to_owned()),
            self.check.then(|| "--check".to_owned()),
        ];
        given.into_iter().flatten().next()
    }
}
