//! [`Message`]: what an execution is told.

use std::fmt;
use std::time::Duration;

use eventual_runtime_engine::{Error, Payload, Seq, SignalEntry, Timestamp};
use serde::{Deserialize, Serialize};

/// Something an execution is told. Hosts carry messages in queues, as JSON; the messages of one execution should come in
/// order and one orchestrator at a time, but nothing breaks if they do not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Whom it is for.
    pub execution: String,
    /// What it says.
    pub what: What,
    /// How often it was put off.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub tries: u32,
}

/// What an execution can be told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// Begin.
    Start(Box<Start>),
    /// Something about a task call.
    Task {
        /// The run that made the call.
        run: u32,
        /// The call.
        seq: Seq,
        /// What is known.
        report: Report,
    },
    /// A data primitive answered a request.
    Answer {
        /// The run that made it.
        run: u32,
        /// The call that made it.
        seq: Seq,
        /// The answer.
        result: Result<Payload, Error>,
    },
    /// A child is over.
    Child {
        /// The run that started it.
        run: u32,
        /// The call that started it.
        seq: Seq,
        /// Its outcome.
        result: Result<Payload, Error>,
    },
    /// A timer is due.
    Fired {
        /// The run that set it.
        run: u32,
        /// The call that set it.
        seq: Seq,
    },
    /// A signal. One with an id is taken once.
    Signal(SignalEntry),
    /// A request to stop, which may clean up.
    Cancel {
        /// Identifies the request.
        id: String,
        /// Why, for people.
        reason: String,
    },
    /// The end, at once: its time is up or an operator said so.
    Terminate {
        /// The outcome.
        error: Box<Error>,
    },
    /// Nothing new: see whether something is left to do.
    Wake,
}

/// How an execution begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Name of the workflow.
    pub workflow: String,
    /// Its input.
    pub input: Payload,
    /// How long it may take, if not as its definition says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<Duration>,
    /// Who waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Caller>,
}

/// A call in a run of an execution that waits for a child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// The execution.
    pub execution: String,
    /// Which of its runs.
    pub run: u32,
    /// The call.
    pub seq: Seq,
}

/// What is known about a task call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// An attempt ended.
    Ended {
        /// Which one.
        attempt: u32,
        /// What came of it.
        result: Result<Payload, Error>,
    },
    /// A worker died: it crashed, ran out of time, or was never started.
    Lost {
        /// The attempt it was to run.
        attempt: u32,
        /// Which worker.
        worker: String,
        /// How it died, for people.
        reason: String,
    },
    /// It may be time: for the next attempt, or to give one up.
    Check {
        /// The time that has come. Clocks differ: what is due then is due for whoever reads this, too.
        at: Timestamp,
    },
}

/// What a workflow asks of a data primitive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked of what: `<primitive>.<verb>:<target>`, `entity.get:Order`.
    pub name: String,
    /// What the answer depends on.
    pub input: Payload,
}

impl Request {
    /// Primitive and verb, `entity.get`, and the target, `Order`.
    pub fn parts(&self) -> (&str, &str) {
        self.name.split_once(':').unwrap_or((&self.name, ""))
    }
}

/// A call of a task or a data primitive in one run of an execution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CallKey {
    /// The execution.
    pub execution: String,
    /// Which of its runs.
    pub run: u32,
    /// The call.
    pub seq: Seq,
}

impl fmt::Display for CallKey {
    /// The idempotency key of the call, `execution/run.seq`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}.{}", self.execution, self.run, self.seq)
    }
}

impl CallKey {
    /// A message about this call.
    pub(crate) fn message(&self, report: Report) -> Message {
        Message::new(&self.execution, What::Task { run: self.run, seq: self.seq, report })
    }
}

impl Message {
    /// A message that was not put off yet.
    pub fn new(execution: impl Into<String>, what: What) -> Self {
        Self { execution: execution.into(), what, tries: 0 }
    }

    /// The id by which it is taken once, if it has one.
    pub(crate) fn id(&self) -> Option<&str> {
        match &self.what {
            What::Signal(signal) => Some(signal.id.as_str()),
            What::Cancel { id, .. } => Some(id.as_str()),
            _ => None,
        }
        .filter(|id| !id.is_empty())
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}
