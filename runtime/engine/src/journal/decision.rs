//! [`Decision`]: what a workflow wants done.

use super::Seq;
use crate::error::Error;
use crate::payload::Payload;
use crate::task::TaskOptions;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// Something a workflow decided in answer to an event. The host carries it out after the step was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// Run a task until it succeeded or failed for good, then report that. See [`TaskRun`](crate::TaskRun).
    Task {
        /// The call.
        seq: Seq,
        /// Name of the task.
        name: Cow<'static, str>,
        /// Its input.
        input: Payload,
        /// Retries and time-outs; `None` is the default.
        options: Option<Box<TaskOptions>>,
    },
    /// Report [`Fired`](super::Occurrence::Fired) at a time.
    Timer {
        /// The call.
        seq: Seq,
        /// When it is due.
        at: Timestamp,
    },
    /// Start another execution; report its outcome if `wait`.
    Child {
        /// The call.
        seq: Seq,
        /// Name of the workflow.
        name: Cow<'static, str>,
        /// Id of the new execution. `None`: [`child_id`](Self::child_id).
        execution: Option<String>,
        /// Its input.
        input: Payload,
        /// How long it may take, if not as its definition says.
        timeout: Option<Duration>,
        /// Whether the parent wants to know the outcome.
        wait: bool,
    },
    /// Ask a data primitive of the service for something; report its answer as that of a task. A request that is cancelled
    /// is carried out all the same.
    Request {
        /// The call.
        seq: Seq,
        /// What is asked of what: `<primitive>.<verb>:<target>`, `entity.get:Order`.
        name: Cow<'static, str>,
        /// What the answer depends on.
        input: Payload,
    },
    /// Send events to the bus of the service.
    Emit {
        /// The call.
        seq: Seq,
        /// What to send, in order.
        events: Vec<Emitted>,
    },
    /// Send a signal to another execution.
    SendSignal {
        /// The call.
        seq: Seq,
        /// Whom to send it to.
        execution: String,
        /// What to send. Its id is set by the host from this execution and `seq`.
        signal: SignalEntry,
    },
    /// Forget a timer; tell a running task or child that it should stop. Of a request there is nothing to stop.
    Cancel {
        /// The call that is not waited for any more.
        seq: Seq,
    },
    /// End a child at once.
    Terminate {
        /// The call that started it.
        seq: Seq,
    },
    /// Nothing to do: `patched(id)` was asked here for the first time, and answered `true`.
    Patch {
        /// Name of the change.
        id: Cow<'static, str>,
    },
    /// Nothing to do: a signal was thrown away, because it had another shape than the workflow expects.
    RejectSignal {
        /// Which signal, counted from 0 over all signals that arrived.
        number: u32,
        /// Its name.
        name: String,
        /// What was wrong with it.
        error: Box<Error>,
    },
    /// The workflow succeeded. No further step follows.
    Complete {
        /// Its value.
        value: Payload,
    },
    /// The workflow failed. No further step follows.
    Fail {
        /// Why.
        error: Box<Error>,
    },
    /// The execution goes on in a new run with an empty history. No further step follows in this one.
    ContinueAsNew {
        /// Input of the new run.
        input: Payload,
        /// Signals this run received and did not use.
        signals: Vec<SignalEntry>,
    },
}

/// One event for the bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Emitted {
    /// Wire name of the event.
    #[serde(rename = "n")]
    pub name: Cow<'static, str>,
    /// The event itself.
    #[serde(rename = "p")]
    pub payload: Payload,
}

/// A signal on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalEntry {
    /// Name of the signal.
    #[serde(rename = "n")]
    pub name: Cow<'static, str>,
    /// What it carries.
    #[serde(rename = "p")]
    pub payload: Payload,
    /// Identifies this sending; a second one with the same id is ignored. Empty: not known, never ignored.
    #[serde(rename = "id", default, skip_serializing_if = "String::is_empty")]
    pub id: String,
}

/// What becomes of a child when its parent ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum ParentClose {
    /// It is asked to stop, and may clean up.
    #[default]
    Cancel,
    /// It is ended at once.
    Terminate,
    /// It runs on.
    Abandon,
}

/// What a decision is about, without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// [`Decision::Patch`]
    Patch,
    /// [`Decision::RejectSignal`]
    RejectSignal,
    /// [`Decision::Task`]
    Task,
    /// [`Decision::Timer`]
    Timer,
    /// [`Decision::Child`]
    Child,
    /// [`Decision::Request`]
    Request,
    /// [`Decision::Emit`]
    Emit,
    /// [`Decision::SendSignal`]
    SendSignal,
    /// [`Decision::Cancel`]
    Cancel,
    /// [`Decision::Terminate`]
    Terminate,
    /// [`Decision::Complete`]
    Complete,
    /// [`Decision::Fail`]
    Fail,
    /// [`Decision::ContinueAsNew`]
    ContinueAsNew,
}

impl Kind {
    /// Where a decision of this kind about call `seq` stands among the decisions of its step: notes first, then calls
    /// by number, then the end.
    pub(crate) const fn key(self, seq: Seq) -> u64 {
        match self {
            Self::Patch | Self::RejectSignal => 0,
            Self::Complete | Self::Fail | Self::ContinueAsNew => u64::MAX - self as u64,
            _ => ((seq as u64 + 1) << 8) | self as u64,
        }
    }

    /// Whether decisions of this kind are about a call.
    pub(crate) const fn is_numbered(self) -> bool {
        !matches!(self, Self::Patch | Self::RejectSignal | Self::Complete | Self::Fail | Self::ContinueAsNew)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "patch",
            Self::RejectSignal => "rejected signal",
            Self::Task => "task",
            Self::Timer => "timer",
            Self::Child => "child workflow",
            Self::Request => "request",
            Self::Emit => "event",
            Self::SendSignal => "signal to",
            Self::Cancel => "cancellation",
            Self::Terminate => "termination",
            Self::Complete => "success",
            Self::Fail => "failure",
            Self::ContinueAsNew => "continue-as-new",
        })
    }
}

impl Decision {
    pub(crate) fn fail(error: Error) -> Self {
        Self::Fail { error: Box::new(error) }
    }

    /// What this decision is about.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Task { .. } => Kind::Task,
            Self::Timer { .. } => Kind::Timer,
            Self::Child { .. } => Kind::Child,
            Self::Request { .. } => Kind::Request,
            Self::Emit { .. } => Kind::Emit,
            Self::SendSignal { .. } => Kind::SendSignal,
            Self::Cancel { .. } => Kind::Cancel,
            Self::Terminate { .. } => Kind::Terminate,
            Self::Patch { .. } => Kind::Patch,
            Self::RejectSignal { .. } => Kind::RejectSignal,
            Self::Complete { .. } => Kind::Complete,
            Self::Fail { .. } => Kind::Fail,
            Self::ContinueAsNew { .. } => Kind::ContinueAsNew,
        }
    }

    /// The call this decision is about, if it is about one.
    pub fn seq(&self) -> Option<Seq> {
        match self {
            Self::Task { seq, .. }
            | Self::Timer { seq, .. }
            | Self::Child { seq, .. }
            | Self::Request { seq, .. }
            | Self::Emit { seq, .. }
            | Self::SendSignal { seq, .. }
            | Self::Cancel { seq }
            | Self::Terminate { seq } => Some(*seq),
            Self::Patch { .. }
            | Self::RejectSignal { .. }
            | Self::Complete { .. }
            | Self::Fail { .. }
            | Self::ContinueAsNew { .. } => None,
        }
    }

    /// The name by which replay recognises the call; empty for kinds without one.
    pub fn name(&self) -> &str {
        match self {
            Self::Task { name, .. } | Self::Child { name, .. } | Self::Request { name, .. } => name,
            Self::Emit { events, .. } => events.first().map_or("", |event| &event.name),
            Self::SendSignal { signal, .. } => &signal.name,
            Self::Patch { id } => id,
            Self::RejectSignal { name, .. } => name,
            Self::Fail { error } => &error.name,
            _ => "",
        }
    }

    /// Whether the execution ends with this decision.
    pub fn is_end(&self) -> bool {
        matches!(self, Self::Complete { .. } | Self::Fail { .. } | Self::ContinueAsNew { .. })
    }

    /// Sorting key: the decisions of a step are ordered by it.
    pub fn key(&self) -> u64 {
        self.kind().key(self.seq().unwrap_or(0))
    }

    /// Id of a child that was given none: derived from its parent, so that starting it twice starts it once.
    pub fn child_id(parent: &str, run: u32, seq: Seq) -> String {
        if run == 0 { format!("{parent}/{seq}") } else { format!("{parent}/{run}.{seq}") }
    }
}
