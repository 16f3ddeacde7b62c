//! [`replay`]: runs a history against the code, and compares.

use eventual_runtime_engine::{
    Decision, Fault, Occurrence, Replay, Started, Status, Step, Strictness, WorkflowEntry,
};
use serde::Serialize;

use crate::history::History;
use crate::line::{Calls, Happened, ReplayedStep, Wait, Watch, place};
use crate::text;

/// What a replay compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// All data of each call as well. Without it, what an execution in flight needs (number, kind and name of each call),
    /// and how the execution ended.
    pub strict: bool,
}

/// What came of a replay.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// The code does what the history says.
    Agrees {
        /// Steps that were repeated.
        steps: usize,
        /// Runs that were repeated.
        runs: usize,
        /// `running`, `succeeded` or `failed`; `closed` if it ended without its code.
        status: &'static str,
        /// What a running execution waits for.
        waiting: Vec<Wait>,
    },
    /// The code does something else.
    Diverges {
        /// Which run of the execution, from 0.
        run: u32,
        /// The step at which they part, counted from 0 within the run.
        step: usize,
        /// What happened at that step.
        event: String,
        /// What the code did when the step was recorded; `None`: nothing more.
        recorded: Option<String>,
        /// What the code does now; `None`: nothing more.
        made: Option<String>,
        /// The line of source code that makes the call.
        place: Option<String>,
        /// What the code waits for instead.
        waiting: Vec<Wait>,
    },
    /// The code makes the recorded calls, and comes to another end.
    OtherEnd {
        /// Which run of the execution, from 0.
        run: u32,
        /// The last step of the run.
        step: usize,
        /// How it ended.
        recorded: String,
        /// How it ends now.
        made: String,
    },
    /// The history cannot be run with this code.
    Unusable {
        /// Which run of the execution, from 0.
        run: u32,
        /// The step at which it stopped.
        step: usize,
        /// Why.
        reason: String,
    },
}

impl Verdict {
    /// Whether the code does what the history says.
    pub fn agrees(&self) -> bool {
        matches!(self, Self::Agrees { .. })
    }
}

/// Runs a history against the code of these workflows, on this thread.
pub fn replay(
    workflows: &[WorkflowEntry],
    history: &History,
    options: Options,
    watch: &mut dyn Watch,
) -> Verdict {
    let Some(entry) = workflows.iter().find(|entry| entry.name == history.workflow) else {
        let mut known: Vec<_> = workflows.iter().map(|entry| format!("`{}`", entry.name)).collect();
        known.sort_unstable();
        let has =
            if known.is_empty() { "it has none".to_owned() } else { format!("it has {}", known.join(", ")) };
        let reason = format!("the service has no workflow `{}`; {has}", history.workflow);
        return Verdict::Unusable { run: 0, step: 0, reason };
    };
    let strictness = if options.strict { Strictness::Data } else { Strictness::Calls };
    let runs = history.runs();
    let mut last = (Status::Running, Vec::new());
    let mut before: Option<&Started> = None;
    for (at, steps) in runs.iter().enumerate() {
        let started = started(steps);
        let number = started.map_or(0, |started| started.run);
        let is_last = at + 1 == runs.len();
        if let Some(reason) = breaks_off(before, started) {
            return Verdict::Unusable { run: number, step: 0, reason };
        }
        match run(entry, number, steps, strictness, watch) {
            Ok((Status::Running, _)) if !is_last => {
                let reason = "the run does not end, but another one follows".to_owned();
                return Verdict::Unusable { run: number, step: steps.len() - 1, reason };
            }
            Ok(found) => last = found,
            Err(verdict) => return *verdict,
        }
        before = started;
    }
    let (status, waiting) = last;
    let status = match status {
        Status::Running if history.closed.is_some() => "closed",
        Status::Running | Status::ContinuedAsNew(..) => "running",
        Status::Succeeded(_) => "succeeded",
        Status::Failed(_) => "failed",
    };
    Verdict::Agrees { steps: history.steps.len(), runs: runs.len(), status, waiting }
}

fn started(steps: &[Step]) -> Option<&Started> {
    match &steps.first()?.event.what {
        Occurrence::Started(started) => Some(started),
        _ => None,
    }
}

/// Why this run cannot follow that one.
fn breaks_off(before: Option<&Started>, after: Option<&Started>) -> Option<String> {
    let (before, after) = (before?, after?);
    (after.run != before.run + 1).then(|| format!("run {} follows run {}", after.run, before.run))
}

fn run(
    entry: &WorkflowEntry,
    number: u32,
    steps: &[Step],
    strictness: Strictness,
    watch: &mut dyn Watch,
) -> Result<(Status, Vec<Wait>), Box<Verdict>> {
    let mut replay = Replay::new(entry, strictness);
    let mut calls = Calls::default();
    for (at, step) in steps.iter().enumerate() {
        let event = calls.happened(&step.event.what);
        let mut told = ReplayedStep { run: number, step: at, at: step.event.at, event, made: Vec::new() };
        watch.begins(&told);
        if let Err(fault) = replay.step(step) {
            return Err(Box::new(judge(fault, number, at, &told.event, &calls, &replay)));
        }
        told.made = calls.made_in(step, &replay);
        watch.ends(&told);
        let Some(recorded) = step.decisions.last().filter(|decision| decision.is_end()) else { continue };
        let made = replay.status();
        if !is_same_end(recorded, &made) {
            let (recorded, made) = (text::end(recorded), text::status(&made));
            return Err(Box::new(Verdict::OtherEnd { run: number, step: at, recorded, made }));
        }
    }
    let waiting = calls.waiting(&replay);
    Ok((replay.status(), waiting))
}

fn judge(fault: Fault, run: u32, step: usize, event: &Happened, calls: &Calls, replay: &Replay) -> Verdict {
    let Fault::NotDeterministic(found) = fault else {
        return Verdict::Unusable { run, step, reason: fault.to_string() };
    };
    let (mut recorded, mut made) =
        (found.recorded.as_ref().map(text::call), found.made.as_ref().map(text::call));
    if let Some(data) = &found.data {
        let halves = data.split_once(" was recorded, ");
        let (before, now) = halves.unwrap_or((data, ""));
        recorded = recorded.map(|call| format!("{call}: {before}"));
        made = made.map(|call| format!("{call}: {}", now.strip_suffix(" was made").unwrap_or(now)));
    }
    let place = found.made.as_ref().and_then(|call| place(replay.place(call)));
    let waiting = if found.made.is_none() { calls.waiting(replay) } else { Vec::new() };
    Verdict::Diverges { run, step, event: text::event(event), recorded, made, place, waiting }
}

/// Signals that were left over are part of the record, not of what the code says.
fn is_same_end(recorded: &Decision, made: &Status) -> bool {
    match (recorded, made) {
        (Decision::Complete { value: recorded }, Status::Succeeded(made)) => {
            same_json(recorded.text(), made.text())
        }
        (Decision::Fail { error: recorded }, Status::Failed(made)) => **recorded == *made,
        (Decision::ContinueAsNew { input: recorded, .. }, Status::ContinuedAsNew(made, _)) => {
            same_json(recorded.text(), made.text())
        }
        _ => false,
    }
}

/// Order of fields and white space do not count.
fn same_json(a: &str, b: &str) -> bool {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    a == b || (value(a).is_some() && value(a) == value(b))
}
