//! Arguments; nothing but types. Those of `synth` are whole here, those of `eventual` are these and more.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Synthesize a service crate into a cloud assembly that the CDK CLI deploys.
#[derive(Clone, Debug, Parser)]
#[command(name = "synth", version)]
pub struct Cli {
    /// What to do instead of synthesizing.
    #[command(subcommand)]
    pub command: Option<Inspection>,
    /// What to synthesize.
    #[command(flatten)]
    pub synth: SynthArgs,
    /// Options of all commands.
    #[command(flatten)]
    pub global: Global,
}

/// Options of all commands.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Write results to stdout as JSON, and errors to stderr as JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// Write only errors to stderr.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Write more to stderr.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The commands that answer questions about the source of a service.
#[derive(Clone, Debug, Subcommand)]
pub enum Inspection {
    /// Check the source of a service, without compiling it.
    Check(CheckArgs),
    /// Explain a diagnostic, or why a generated resource has its permissions.
    Explain(ExplainArgs),
    /// Draw which handlers call, emit and handle what.
    Graph(GraphArgs),
}

/// A service by its source.
#[derive(Clone, Debug, Args)]
pub struct SourceArgs {
    /// Folder of the service crate [default: the current folder, or `service` in it].
    pub folder: Option<PathBuf>,
    /// Do not build the functions: use stub binaries and roles that may only log.
    #[arg(long, global = true)]
    pub no_build: bool,
    /// Architecture of the functions.
    #[arg(long, global = true, value_name = "ARCH", value_parser = ["x86_64", "arm64"], default_value = "x86_64")]
    pub arch: String,
}

/// `synth`
#[derive(Clone, Debug, Args)]
pub struct SynthArgs {
    /// The service.
    #[command(flatten)]
    pub source: SourceArgs,
    /// Folder for the cloud assembly [default: `CDK_OUTDIR`, or `cdk.out`].
    #[arg(short, long, value_name = "DIR")]
    pub out_dir: Option<PathBuf>,
    /// Name of the stack [default: the service's type].
    #[arg(long, value_name = "NAME")]
    pub stack_name: Option<String>,
    /// A context value, as in `cdk.json`; may be repeated.
    #[arg(short, long = "context", value_name = "KEY=VALUE")]
    pub context: Vec<String>,
    /// Write the template to stdout as YAML; `--json` writes it as JSON.
    #[arg(long, conflicts_with = "json")]
    pub yaml: bool,
}

/// `check`
#[derive(Clone, Debug, Args)]
pub struct CheckArgs {
    /// Folder of the service crate [default: the current folder, or `service` in it].
    pub folder: Option<PathBuf>,
}

/// `explain`
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// Code of a diagnostic (`EV0107`), or logical id or path of a resource in the template.
    pub subject: String,
    /// The service, for resources.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `graph`
#[derive(Clone, Debug, Args)]
pub struct GraphArgs {
    /// Language of the drawing; `--json` is `--format json`.
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
    /// The service.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// A language to draw graphs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// Mermaid, which Markdown renderers show as a picture.
    #[default]
    Mermaid,
    /// Graphviz.
    Dot,
    /// `{nodes, edges}`.
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn arguments_are_consistent() {
        super::Cli::command().debug_assert();
    }
}
