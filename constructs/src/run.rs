use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use eventual_constructs_core::{App, AppProps};
use eventual_constructs_report::{ExitStatus, Printer, count, seconds};
use serde_json::Value as Json;

/// Where the CDK CLI wants the assembly.
const OUTDIR: &str = "CDK_OUTDIR";
/// Context values that the CDK CLI passes, as one JSON object.
const CONTEXT: &str = "CDK_CONTEXT_JSON";

/// `App::run`: the `main` of an infrastructure program.
pub trait Run {
    /// Builds the tree, synthesizes it into `CDK_OUTDIR` (default `cdk.out`) and reports on stderr; context
    /// comes from `CDK_CONTEXT_JSON`. So the program can be the `"app"` of a `cdk.json`.
    ///
    /// Exit codes: 0 done, 1 a mistake in the program or the service, 2 anything else.
    fn run(build: impl FnOnce(&App)) -> ExitCode;
}

impl Run for App {
    #[track_caller]
    fn run(build: impl FnOnce(&App)) -> ExitCode {
        let printer = Printer::default();
        let context = match context_from_environment() {
            Ok(context) => context,
            Err(message) => {
                printer.error(message);
                return ExitStatus::Failure.into();
            }
        };
        let out_dir = out_dir_from_environment();
        let started = Instant::now();
        let app = App::with_props(AppProps { context, ..AppProps::default() });
        build(&app);
        match app.synth(&out_dir) {
            Ok(assembly) => {
                let stacks = count(assembly.stacks().len(), "stack");
                let (time, out) = (seconds(started.elapsed()), out_dir.display());
                printer.done("Synthesized", format_args!("{stacks} into {out} in {time}"));
                ExitStatus::Success.into()
            }
            Err(error) => {
                for problem in error.problems() {
                    printer.error(problem);
                }
                ExitStatus::Failure.into()
            }
        }
    }
}

/// The folder for the assembly: `CDK_OUTDIR`, or `cdk.out`.
pub fn out_dir_from_environment() -> PathBuf {
    env::var_os(OUTDIR).filter(|it| !it.is_empty()).map_or_else(|| "cdk.out".into(), PathBuf::from)
}

/// The context that the CDK CLI passes in `CDK_CONTEXT_JSON`; empty without it.
///
/// # Errors
/// When the variable holds no JSON object.
pub fn context_from_environment() -> Result<BTreeMap<String, Json>, String> {
    match env::var(CONTEXT) {
        Ok(text) if !text.trim().is_empty() => parse_context(&text),
        _ => Ok(BTreeMap::new()),
    }
}

fn parse_context(text: &str) -> Result<BTreeMap<String, Json>, String> {
    serde_json::from_str(text).map_err(|error| format!("`{CONTEXT}` is no JSON object: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn context_is_an_object() {
        assert_eq!(parse_context(r#"{"a":1}"#).unwrap()["a"], 1);
        let error = parse_context("[]").unwrap_err();
        assert!(error.starts_with("`CDK_CONTEXT_JSON` is no JSON object: invalid type: sequence"), "{error}");
    }
}
