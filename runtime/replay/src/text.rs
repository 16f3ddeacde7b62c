//! How a replay is told to people.

use std::fmt;

use eventual_runtime_engine::{Call, Decision, Status, Timestamp};
use jiff::Timestamp as Instant;

use crate::judge::Verdict;
use crate::line::{Happened, Made, ReplayedStep, Wait};

/// Longer data are cut in lines for people.
const LONGEST_DATA: usize = 160;
/// Where the places of calls begin, if the line is not longer.
const PLACE_COLUMN: usize = 64;

/// A point in time: `2026-01-01 00:00:00.420Z`.
pub(crate) fn time(at: Timestamp) -> String {
    let instant = i64::try_from(at.as_millis()).ok().and_then(|at| Instant::from_millisecond(at).ok());
    instant.map_or_else(|| at.to_string(), |instant| format!("{instant:.3}").replace('T', " "))
}

/// A call in short: ``task #0 `charge` ``.
pub(crate) fn call(call: &Call) -> String {
    let number = call.seq.map(|seq| format!(" #{seq}")).unwrap_or_default();
    let name = if call.name.is_empty() { String::new() } else { format!(" `{}`", call.name) };
    format!("{}{number}{name}", call.kind)
}

/// How an execution ended.
pub(crate) fn end(decision: &Decision) -> String {
    match decision {
        Decision::Complete { value } => format!("success with {}", cut(value.text())),
        Decision::Fail { error } => format!("failure with {}", cut(&error.to_string())),
        Decision::ContinueAsNew { input, .. } => format!("continue-as-new with {}", cut(input.text())),
        other => call(&Call::of(other)),
    }
}

/// How an execution ends now.
pub(crate) fn status(status: &Status) -> String {
    match status {
        Status::Running => "no end".to_owned(),
        Status::Succeeded(value) => format!("success with {}", cut(value.text())),
        Status::Failed(error) => format!("failure with {}", cut(&error.to_string())),
        Status::ContinuedAsNew(input, _) => format!("continue-as-new with {}", cut(input.text())),
    }
}

/// What happened, in one line.
pub(crate) fn event(event: &Happened) -> String {
    let Happened { kind, seq, name, of, outcome } = event;
    let outcome = cut(outcome);
    let about = match (of, seq) {
        (Some(of), Some(seq)) if name.is_empty() => format!("{of} #{seq}"),
        (Some(of), Some(seq)) => format!("{of} #{seq} `{name}`"),
        (None, Some(seq)) => format!("call #{seq}"),
        _ => format!("`{name}`"),
    };
    match *kind {
        "started" => format!("workflow {about} started with {outcome}"),
        "succeeded" => format!("{about} succeeded with {outcome}"),
        "failed" => format!("{about} failed with {outcome}"),
        "fired" => format!("{about} fired"),
        "signal" => format!("signal {about} arrived with {outcome}"),
        "cancel" if outcome.is_empty() => "somebody asked to stop".to_owned(),
        "cancel" => format!("somebody asked to stop: {outcome}"),
        _ => format!("ended from outside with {outcome}"),
    }
}

/// Enough of some data to recognise it.
fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_DATA) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}… ({} bytes)", &text[..at], text.len()),
    }
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = self.kind.clone();
        if let Some(seq) = self.seq {
            line += &format!(" #{seq}");
        }
        if !self.name.is_empty() {
            line += &format!(" `{}`", self.name);
        }
        if !self.data.is_empty() {
            line += &format!(" {}", cut(&self.data));
        }
        match &self.place {
            None => f.write_str(&line),
            Some(place) => write!(f, "{line:PLACE_COLUMN$}  {place}"),
        }
    }
}

impl fmt::Display for ReplayedStep {
    /// The event, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>4}  {}  {}", self.step, time(self.at), event(&self.event))
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            None => f.write_str(&self.what),
            Some(place) => write!(f, "{} at {place}", self.what),
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agrees { steps, runs, status, waiting } => {
                let runs = if *runs == 1 { String::new() } else { format!(" in {runs} runs") };
                write!(f, "the code does what the history says: {steps} steps{runs}, {status}")?;
                waiting.iter().try_for_each(|wait| write!(f, "\n  it waits for {wait}"))
            }
            Self::Diverges { run, step, event, recorded, made, place, waiting } => {
                write!(f, "the code does not do what the history says, at step {step}{}:", of_run(*run))?;
                write!(f, "\n  when      {event}")?;
                write!(f, "\n  recorded  {}", recorded.as_deref().unwrap_or("nothing more"))?;
                write!(f, "\n  made now  {}", made.as_deref().unwrap_or("nothing more"))?;
                if let Some(place) = place {
                    write!(f, "\n  at        {place}")?;
                }
                waiting.iter().try_for_each(|wait| write!(f, "\n  it waits for {wait}"))?;
                f.write_str("\n  guard the change with `patched(\"id\")`, or restore what the code did")
            }
            Self::OtherEnd { run, step, recorded, made } => write!(
                f,
                "the execution ends otherwise than recorded, at step {step}{}:\n  recorded  {recorded}\n  made now  {made}",
                of_run(*run)
            ),
            Self::Unusable { run, step, reason } => {
                write!(f, "the history cannot be replayed, at step {step}{}: {reason}", of_run(*run))
            }
        }
    }
}

fn of_run(run: u32) -> String {
    if run == 0 { String::new() } else { format!(" of run {run}") }
}
