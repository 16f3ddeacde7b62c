//! What a replay tells of each step.

use eventual_runtime_engine::{Call, Decision, Kind, Occurrence, Place, Replay, Step, Timestamp, Waiting};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// One step that was repeated: what happened, and what the code did because of it, as recorded.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReplayedStep {
    /// Which run of the execution, from 0.
    pub run: u32,
    /// Its place in the run, from 0.
    pub step: usize,
    /// When it happened, in milliseconds since the epoch.
    pub at: Timestamp,
    /// What happened.
    pub event: Happened,
    /// What the code did then; empty before it ran.
    pub made: Vec<Made>,
}

/// Looks on while a history is replayed.
pub trait Watch {
    /// A step is about to be repeated: its event is known. What the workflow logs comes now.
    fn begins(&mut self, _step: &ReplayedStep) {}
    /// The code did in the step what was recorded.
    fn ends(&mut self, _step: &ReplayedStep) {}
}

/// Nobody looks on.
impl Watch for () {}

/// What happened to an execution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happened {
    /// `started`, `succeeded`, `failed`, `fired`, `signal`, `cancel` or `terminated`.
    pub kind: &'static str,
    /// The number of the call it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
    /// What it is about: the name of the task, child workflow, signal or workflow.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What sort of call it is about: `task`, `timer`, `child workflow`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What it carries, as JSON, or the text of the error.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outcome: String,
}

/// Something the code did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Made {
    /// `task`, `timer`, `child workflow`, `event`, `success`, ..
    pub kind: String,
    /// The number of the call, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u32>,
    /// Its name, if it has one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its data, for people.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub data: String,
    /// The line of source code that made the call: `src/orders.rs:72:19`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// Something the execution waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wait {
    /// What: ``task #0 `charge` ``, ``signal `Approved` ``.
    pub what: String,
    /// The line of source code that waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

/// The calls of a run that were recorded so far: events name them by number only.
#[derive(Default)]
pub(crate) struct Calls(BTreeMap<u32, Call>);

impl Calls {
    /// What the code did in a step, with the places that the replay knows.
    pub(crate) fn made_in(&mut self, step: &Step, replay: &Replay) -> Vec<Made> {
        let opens = |call: &Call| !matches!(call.kind, Kind::Cancel | Kind::Terminate);
        for decision in &step.decisions {
            let call = Call::of(decision);
            if let Some(seq) = call.seq.filter(|_| opens(&call)) {
                self.0.insert(seq, call);
            }
        }
        step.decisions.iter().map(|decision| self.made(decision, replay)).collect()
    }

    /// What happened.
    pub(crate) fn happened(&self, what: &Occurrence) -> Happened {
        let about = |kind, seq: u32, outcome| {
            let call = self.0.get(&seq);
            Happened {
                kind,
                seq: Some(seq),
                name: call.map(|call| call.name.clone()).unwrap_or_default(),
                of: call.map(|call| call.kind.to_string()),
                outcome,
            }
        };
        let plain = |kind, name: &str, outcome| Happened {
            kind,
            seq: None,
            name: name.to_owned(),
            of: None,
            outcome,
        };
        match what {
            Occurrence::Started(started) => {
                plain("started", &started.workflow, started.input.text().to_owned())
            }
            Occurrence::Succeeded { seq, value } => about("succeeded", *seq, value.text().to_owned()),
            Occurrence::Failed { seq, error } => about("failed", *seq, error.to_string()),
            Occurrence::Fired { seq } => about("fired", *seq, String::new()),
            Occurrence::Signal(signal) => plain("signal", &signal.name, signal.payload.text().to_owned()),
            Occurrence::CancelRequested { reason } => plain("cancel", "", reason.clone()),
            Occurrence::Terminated { error } => plain("terminated", "", error.to_string()),
        }
    }

    fn made(&self, decision: &Decision, replay: &Replay) -> Made {
        let call = Call::of(decision);
        let place = place(replay.place(&call));
        let data = match decision {
            Decision::Task { input, .. } | Decision::Request { input, .. } => input.text().to_owned(),
            Decision::Child { input, execution, .. } => match execution {
                Some(execution) => format!("{} as `{execution}`", input.text()),
                None => input.text().to_owned(),
            },
            Decision::Timer { at, .. } => format!("until {}", crate::text::time(*at)),
            Decision::Emit { events, .. } => {
                let more = events.len().saturating_sub(1);
                let first = events.first().map_or("", |event| event.payload.text());
                if more == 0 { first.to_owned() } else { format!("{first} and {more} more") }
            }
            Decision::SendSignal { execution, signal, .. } => {
                format!("{} to `{execution}`", signal.payload.text())
            }
            Decision::Cancel { seq } | Decision::Terminate { seq } => {
                self.0.get(seq).map(crate::text::call).unwrap_or_default()
            }
            Decision::Patch { .. } => "in force".to_owned(),
            Decision::RejectSignal { error, .. } => error.to_string(),
            Decision::Complete { value } => value.text().to_owned(),
            Decision::Fail { error } => error.to_string(),
            Decision::ContinueAsNew { input, .. } => input.text().to_owned(),
        };
        let name = if call.kind == Kind::Fail { String::new() } else { call.name };
        Made { kind: call.kind.to_string(), seq: call.seq, name, data, place }
    }

    /// What the execution waits for now.
    pub(crate) fn waiting(&self, replay: &Replay) -> Vec<Wait> {
        let wait = |what: String, at: &Option<Place>| Wait { what, place: place(*at) };
        let waits = replay.waiting();
        let waits = waits.iter().map(|waiting| match waiting {
            Waiting::Call { seq, kind, place } => {
                let known = self.0.get(seq).map(crate::text::call);
                wait(known.unwrap_or_else(|| format!("{kind} #{seq}")), place)
            }
            Waiting::Signal { name, place } => wait(format!("signal `{name}`"), place),
            Waiting::Condition { place } => wait("a condition that does not hold".to_owned(), place),
            Waiting::Cancellation { place } => wait("a cancellation".to_owned(), place),
        });
        waits.collect()
    }
}

/// A place as people and terminals know it: relative to the current folder if it is in it.
pub(crate) fn place(place: Option<Place>) -> Option<String> {
    let place = place?;
    let file = Path::new(place.file());
    let here = std::env::current_dir().ok();
    let file = here.and_then(|here| file.strip_prefix(here).ok()).unwrap_or(file);
    Some(format!("{}:{}:{}", file.display(), place.line(), place.column()))
}
