//! What requests carry, and the smaller answers.

use eventual_runtime_engine::{Error, Payload, Timestamp};
use serde::{Deserialize, Serialize};

/// Starts an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartExecution {
    /// Name of the workflow.
    pub workflow: String,
    /// Id of the execution: starting it again with the same input is the same execution. Unless given, a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The input; `null` unless given.
    #[serde(default = "Payload::null")]
    pub input: Payload,
    /// How long it may take, if not as its definition says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

/// The execution that was started, now or before by the same start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Started {
    /// Its id.
    pub id: String,
}

/// Sends a signal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendSignal {
    /// Name of the signal.
    pub name: String,
    /// What it carries; `null` unless given.
    #[serde(default = "Payload::null")]
    pub payload: Payload,
    /// Identifies the sending: a second one with the same id is ignored. Unless given, a new one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Asks an execution about its state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryExecution {
    /// Name that the workflow gave to `on_query`.
    pub name: String,
    /// What the answer takes; `null` unless given.
    #[serde(default = "Payload::null")]
    pub input: Payload,
}

/// What an execution said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QueryAnswer {
    /// The answer of the workflow.
    pub answer: Payload,
}

/// Puts an event on the service's bus.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmitEvent {
    /// Name of the event.
    pub name: String,
    /// The event itself.
    pub detail: Payload,
}

/// Why an execution is to stop, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// The reason.
    #[serde(default)]
    pub reason: String,
}

/// It is on its way; it happens soon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Identifies what was sent; may be sent again with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What looks odd about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
}

/// How many dead letters were put back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redriven {
    /// The number.
    pub redriven: u64,
}

/// Lets an attempt of a task succeed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskValue {
    /// What the task gives.
    pub value: Payload,
}

/// Lets an attempt of a task fail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskError {
    /// Why; only `name` must be given.
    pub error: Error,
}

/// Gives a sign of life of an attempt of a task.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskDetails {
    /// What the next attempt needs to go on from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Payload>,
}

/// What whoever works on a task is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskTold {
    /// Whether the task should stop, because nobody waits for it any more.
    pub cancelled: bool,
}

/// What names a point in the past in a query.
pub(crate) fn millis(text: &str) -> Result<Timestamp, &'static str> {
    text.parse().map(Timestamp).map_err(|_| "it is a number of milliseconds since the Unix epoch")
}
