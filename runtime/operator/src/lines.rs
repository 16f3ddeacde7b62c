//! [`HistoryLine`]: a history as people read it.

use std::collections::BTreeMap;

use eventual_runtime_engine::{Decision, Error, Occurrence, Payload, Seq, Step, Timestamp};
use eventual_runtime_orchestrator::Segment;
use serde::{Deserialize, Serialize};

use crate::history::StoredSegment;

/// One thing that happened, or was decided because of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// When it happened.
    pub time: Timestamp,
    /// In which run of the execution, from 0.
    pub run: u32,
    /// In which segment it was written.
    pub segment: u64,
    /// What it is.
    pub kind: LineKind,
    /// The durable call it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// Name of the task, workflow, event, signal or patch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Input, value or detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Payload>,
    /// What failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
    /// When a timer is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// The other execution: the child, or whom a signal is sent to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<String>,
    /// Why, as somebody wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a line of a history is about. First what happens to an execution, then what it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum LineKind {
    Started,
    TaskSucceeded,
    TaskFailed,
    ChildSucceeded,
    ChildFailed,
    RequestAnswered,
    RequestFailed,
    /// A call succeeded that was made in a part of the history that is not here.
    CallSucceeded,
    /// A call failed that was made in a part of the history that is not here.
    CallFailed,
    TimerFired,
    SignalReceived,
    CancelRequested,
    Terminated,
    /// It could not be run, and was given up.
    Closed,
    TaskScheduled,
    /// A data primitive was asked for something.
    RequestSent,
    TimerSet,
    ChildStarted,
    EventEmitted,
    SignalSent,
    /// What is not waited for any more is told to stop.
    CallCancelled,
    ChildTerminated,
    Patched,
    SignalRejected,
    ExecutionSucceeded,
    ExecutionFailed,
    ContinuedAsNew,
}

/// A history as people read it, and why the rest cannot be read, if it cannot.
pub fn lines(segments: &[StoredSegment]) -> (Vec<HistoryLine>, Option<String>) {
    let mut reader = Reader::default();
    for StoredSegment { number, text } in segments {
        match Segment::read(*number, text.as_bytes()) {
            Err(problem) => return (reader.lines, Some(problem)),
            Ok(segment) => {
                reader.segment = *number;
                segment.steps.iter().for_each(|step| reader.step(step));
                if let Some(error) = segment.closed {
                    reader.put(LineKind::Closed, |line| line.error = Some(error));
                }
            }
        }
    }
    (reader.lines, None)
}

const TASK: [LineKind; 2] = [LineKind::TaskSucceeded, LineKind::TaskFailed];
const CHILD: [LineKind; 2] = [LineKind::ChildSucceeded, LineKind::ChildFailed];
const REQUEST: [LineKind; 2] = [LineKind::RequestAnswered, LineKind::RequestFailed];

#[derive(Default)]
struct Reader {
    lines: Vec<HistoryLine>,
    segment: u64,
    run: u32,
    now: Timestamp,
    /// Calls of the present run: what a result of it is, good or bad, and its name.
    calls: BTreeMap<Seq, ([LineKind; 2], String)>,
}

impl Reader {
    fn put(&mut self, kind: LineKind, fill: impl FnOnce(&mut HistoryLine)) {
        let mut line = HistoryLine {
            time: self.now,
            run: self.run,
            segment: self.segment,
            kind,
            seq: None,
            name: None,
            payload: None,
            error: None,
            due: None,
            execution: None,
            reason: None,
        };
        fill(&mut line);
        self.lines.push(line);
    }

    fn step(&mut self, step: &Step) {
        self.now = step.event.at;
        self.occurrence(&step.event.what);
        step.decisions.iter().for_each(|decision| self.decision(decision));
    }

    fn occurrence(&mut self, what: &Occurrence) {
        match what {
            Occurrence::Started(started) => {
                self.run = started.run;
                self.calls.clear();
                self.put(LineKind::Started, |line| {
                    line.name = Some(started.workflow.clone());
                    line.payload = Some(started.input.clone());
                    line.execution = started.parent.as_ref().map(|it| it.execution.clone());
                });
            }
            Occurrence::Succeeded { seq, value } => {
                let (kind, name) = match self.calls.get(seq) {
                    Some((kinds, name)) => (kinds[0], Some(name.clone())),
                    None => (LineKind::CallSucceeded, None),
                };
                self.put(kind, |line| {
                    (line.seq, line.name, line.payload) = (Some(*seq), name, Some(value.clone()));
                });
            }
            Occurrence::Failed { seq, error } => {
                let (kind, name) = match self.calls.get(seq) {
                    Some((kinds, name)) => (kinds[1], Some(name.clone())),
                    None => (LineKind::CallFailed, None),
                };
                self.put(kind, |line| {
                    (line.seq, line.name, line.error) = (Some(*seq), name, Some((**error).clone()));
                });
            }
            Occurrence::Fired { seq } => self.put(LineKind::TimerFired, |line| line.seq = Some(*seq)),
            Occurrence::Signal(signal) => self.put(LineKind::SignalReceived, |line| {
                (line.name, line.payload) = (Some(signal.name.to_string()), Some(signal.payload.clone()));
            }),
            Occurrence::CancelRequested { reason } => {
                self.put(LineKind::CancelRequested, |line| line.reason = Some(reason.clone()));
            }
            Occurrence::Terminated { error } => {
                self.put(LineKind::Terminated, |line| line.error = Some((**error).clone()));
            }
        }
    }

    fn decision(&mut self, decision: &Decision) {
        let seq = decision.seq();
        match decision {
            Decision::Task { seq, name, input, .. } => {
                self.calls.insert(*seq, (TASK, name.to_string()));
                self.put(LineKind::TaskScheduled, |line| {
                    (line.seq, line.name) = (Some(*seq), Some(name.to_string()));
                    line.payload = Some(input.clone());
                });
            }
            Decision::Request { seq, name, input } => {
                self.calls.insert(*seq, (REQUEST, name.to_string()));
                self.put(LineKind::RequestSent, |line| {
                    (line.seq, line.name) = (Some(*seq), Some(name.to_string()));
                    line.payload = Some(input.clone());
                });
            }
            Decision::Timer { at, .. } => {
                self.put(LineKind::TimerSet, |line| (line.seq, line.due) = (seq, Some(*at)));
            }
            Decision::Child { seq, name, execution, input, .. } => {
                self.calls.insert(*seq, (CHILD, name.to_string()));
                self.put(LineKind::ChildStarted, |line| {
                    (line.seq, line.name) = (Some(*seq), Some(name.to_string()));
                    (line.payload, line.execution) = (Some(input.clone()), execution.clone());
                });
            }
            Decision::Emit { events, .. } => {
                for event in events {
                    self.put(LineKind::EventEmitted, |line| {
                        (line.seq, line.name) = (seq, Some(event.name.to_string()));
                        line.payload = Some(event.payload.clone());
                    });
                }
            }
            Decision::SendSignal { execution, signal, .. } => self.put(LineKind::SignalSent, |line| {
                (line.seq, line.name) = (seq, Some(signal.name.to_string()));
                (line.payload, line.execution) = (Some(signal.payload.clone()), Some(execution.clone()));
            }),
            Decision::Cancel { .. } => self.put(LineKind::CallCancelled, |line| line.seq = seq),
            Decision::Terminate { .. } => self.put(LineKind::ChildTerminated, |line| line.seq = seq),
            Decision::Patch { id } => {
                self.put(LineKind::Patched, |line| line.name = Some(id.to_string()));
            }
            Decision::RejectSignal { name, error, .. } => self.put(LineKind::SignalRejected, |line| {
                (line.name, line.error) = (Some(name.clone()), Some((**error).clone()));
            }),
            Decision::Complete { value } => {
                self.put(LineKind::ExecutionSucceeded, |line| line.payload = Some(value.clone()));
            }
            Decision::Fail { error } => {
                self.put(LineKind::ExecutionFailed, |line| line.error = Some((**error).clone()));
            }
            Decision::ContinueAsNew { input, .. } => {
                self.put(LineKind::ContinuedAsNew, |line| line.payload = Some(input.clone()));
            }
        }
    }
}
