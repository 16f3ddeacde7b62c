//! The `replay` command of a program that has the code of a service: the tool builds such a program and runs it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use eventual_runtime_engine::WorkflowEntry;
use serde_json::json;

use crate::debugger::wait_for_debugger;
use crate::history::History;
use crate::judge::{Options, Verdict, replay};
use crate::line::{ReplayedStep, Watch};

/// What was asked for: `<file>.. [--strict] [--json] [--debug]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The histories.
    pub files: Vec<PathBuf>,
    /// Compare all data.
    pub strict: bool,
    /// Write JSON lines, for programs.
    pub json: bool,
    /// Wait for a debugger before the first step.
    pub debug: bool,
}

impl Arguments {
    /// Reads the arguments, or says what is wrong with them.
    pub fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Self, String> {
        let mut parsed = Self::default();
        for arg in args {
            match arg.to_str() {
                Some("--strict") => parsed.strict = true,
                Some("--json") => parsed.json = true,
                Some("--debug") => parsed.debug = true,
                Some(option) if option.starts_with('-') => {
                    return Err(format!(
                        "`replay` has no option `{option}`; it has --strict, --json and --debug"
                    ));
                }
                _ => parsed.files.push(arg.into()),
            }
        }
        if parsed.files.is_empty() {
            return Err(
                "`replay` needs a file with a history, as `eventual replay --save` writes it".to_owned()
            );
        }
        Ok(parsed)
    }
}

/// Replays histories of a service, tells each step on `out`, and answers whether the code does what all of them say.
/// Fails if `out` can not be written.
pub fn command(
    service: &str,
    workflows: &[WorkflowEntry],
    arguments: &Arguments,
    out: &mut dyn Write,
) -> io::Result<bool> {
    if arguments.debug {
        wait_for_debugger(out)?;
    }
    let mut all_agree = true;
    for file in &arguments.files {
        let history = match History::load(file) {
            Ok(history) if history.service == service => history,
            Ok(history) => {
                let reason =
                    format!("the history is of service `{}`, and this is `{service}`", history.service);
                all_agree = false;
                refuse(arguments, &reason, out)?;
                continue;
            }
            Err(error) => {
                all_agree = false;
                refuse(arguments, &error.to_string(), out)?;
                continue;
            }
        };
        all_agree &= one(workflows, &history, arguments, out)?.agrees();
    }
    Ok(all_agree)
}

fn refuse(arguments: &Arguments, reason: &str, out: &mut dyn Write) -> io::Result<()> {
    if arguments.json {
        writeln!(out, "{}", json!({ "verdict": "unusable", "reason": reason }))
    } else {
        writeln!(out, "{reason}")
    }
}

fn one(
    workflows: &[WorkflowEntry],
    history: &History,
    arguments: &Arguments,
    out: &mut dyn Write,
) -> io::Result<Verdict> {
    if !arguments.json {
        let (id, workflow) = (&history.execution, &history.workflow);
        writeln!(out, "execution `{id}` of workflow `{workflow}`, {} steps", history.steps.len())?;
    }
    let mut teller = Teller { out, json: arguments.json, run: None, written: Ok(()) };
    let verdict = replay(workflows, history, Options { strict: arguments.strict }, &mut teller);
    teller.written?;
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string(&verdict).unwrap_or_default())?;
    } else {
        if let Some(error) = &history.closed {
            writeln!(out, "then it was closed without its code: {error}")?;
        }
        writeln!(out, "{verdict}")?;
    }
    out.flush()?;
    Ok(verdict)
}

/// Tells each step as it is repeated: what the workflow itself prints comes between its event and its calls.
struct Teller<'a> {
    out: &'a mut dyn Write,
    json: bool,
    run: Option<u32>,
    written: io::Result<()>,
}

impl Teller<'_> {
    fn line(&mut self, line: &dyn std::fmt::Display) {
        if self.written.is_ok() {
            self.written = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
        }
    }
}

impl Watch for Teller<'_> {
    fn begins(&mut self, step: &ReplayedStep) {
        if self.json {
            return;
        }
        if self.run.replace(step.run).is_some_and(|run| run != step.run) {
            self.line(&format_args!("run {}", step.run));
        }
        self.line(step);
    }

    fn ends(&mut self, step: &ReplayedStep) {
        if self.json {
            self.line(&json!({ "step": step }));
        } else {
            step.made.iter().for_each(|made| self.line(&format_args!("      → {made}")));
        }
    }
}
