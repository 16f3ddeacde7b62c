//! The `replay` command of a program that has the code of a service: the tool builds such a program and runs it.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use eventual_runtime_engine::WorkflowEntry;
use serde_json::json;

use crate::debugger::wait_for_debugger;
use crate::history::{History, HistoryError};
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

/// The code of a service.
#[derive(Clone, Debug)]
pub struct Code {
    /// Wire name of the service.
    pub service: &'static str,
    /// Its workflows.
    pub workflows: Vec<WorkflowEntry>,
}

/// What came of all histories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// The code does what all of them say.
    #[default]
    Agrees,
    /// It does not do what one of them says.
    Differs,
    /// One cannot be used.
    Refused,
}

impl Outcome {
    /// The exit code of the program, as that of `eventual`.
    pub const fn code(self) -> u8 {
        match self {
            Self::Agrees => 0,
            Self::Differs => 6,
            Self::Refused => 1,
        }
    }
}

/// Replays histories of these services and tells each step on `out`. Fails if `out` cannot be written.
pub fn command(code: &[Code], arguments: &Arguments, out: &mut dyn Write) -> io::Result<Outcome> {
    if arguments.debug {
        wait_for_debugger(out)?;
    }
    let mut all = Outcome::default();
    for file in &arguments.files {
        let outcome = match find(code, file) {
            Ok((history, code)) if one(&code.workflows, &history, arguments, out)?.agrees() => {
                Outcome::Agrees
            }
            Ok(_) => Outcome::Differs,
            Err(reason) => {
                refuse(arguments, &reason, out)?;
                Outcome::Refused
            }
        };
        all = all.max(outcome);
    }
    Ok(all)
}

/// The history in a file, and the code that it is of.
fn find<'a>(code: &'a [Code], file: &Path) -> Result<(History, &'a Code), String> {
    let history = History::load(file).map_err(|error| match error {
        // It names the file.
        HistoryError::Io { .. } => error.to_string(),
        error => format!("{}: {error}", file.display()),
    })?;
    match code.iter().find(|it| it.service == history.service) {
        Some(code) => Ok((history, code)),
        None => {
            let here: Vec<String> = code.iter().map(|it| format!("`{}`", it.service)).collect();
            let (file, service) = (file.display(), &history.service);
            Err(format!("{file}: it is of service `{service}`, and here is the code of {}", here.join(", ")))
        }
    }
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
