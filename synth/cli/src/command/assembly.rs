//! The cloud assembly that a command is about.

use std::path::{Path, PathBuf};
use std::process::Command;

use eventual_synth::cli::{SourceArgs, SynthArgs};
use eventual_synth::{Failure, Result, Session, write_assembly};
use eventual_synth_deploy::Assembly;
use serde_json::Value as Json;

use crate::cli::AssemblyArgs;
use crate::failure::of_aws;

/// What is needed of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All, compiled functions too.
    All,
    /// Only which stacks there are.
    Stacks,
}

/// Where it is written when its functions are not compiled: `cdk.out` stays what can be deployed.
const STUBS: &str = ".eventual/cdk.out";

/// Reads the assembly that was named, or synthesizes one: with the program of `cdk.json`, or a stack with the service alone.
pub(crate) fn read(args: &AssemblyArgs, wanted: Wanted, session: Session) -> Result<Assembly> {
    if let Some(folder) = &args.assembly {
        return Assembly::read(folder).map_err(of_aws);
    }
    let out_dir: PathBuf = if wanted == Wanted::Stacks { STUBS.into() } else { "cdk.out".into() };
    let no_build = wanted == Wanted::Stacks || args.source.no_build;
    match (&args.source.folder, program(Path::new("cdk.json"))?) {
        (None, Some(program)) => run(&program, &out_dir, no_build, session)?,
        _ => {
            let args = SynthArgs {
                source: SourceArgs { no_build, ..args.source.clone() },
                out_dir: Some(out_dir.clone()),
                stack_name: None,
                context: Vec::new(),
                yaml: false,
            };
            write_assembly(&args, session)?;
        }
    }
    Assembly::read(&out_dir).map_err(of_aws)
}

/// The program that a `cdk.json` names.
fn program(file: &Path) -> Result<Option<String>> {
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs_err::read_to_string(file).map_err(Failure::user)?;
    let settings: Json = serde_json::from_str(&text)
        .map_err(|error| Failure::user(format!("`{}` is not JSON: {error}", file.display())))?;
    Ok(settings["app"].as_str().map(str::to_owned))
}

fn run(program: &str, out_dir: &Path, no_build: bool, session: Session) -> Result<()> {
    session.printer.note(format_args!("Running `{program}`"));
    let out_dir = std::path::absolute(out_dir).unwrap_or_else(|_| out_dir.to_owned());
    let mut command = Command::new("sh");
    command.args(["-c", program]).env("CDK_OUTDIR", &out_dir);
    if no_build {
        command.env("CDK_CONTEXT_JSON", r#"{"eventual:no-build":true}"#);
    }
    let status = command.status().map_err(Failure::unexpected)?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::user(format!("`{program}` of `cdk.json` failed: {status}")))
}
