//! [`Row`]: what is known of an execution without reading its history.

use eventual_runtime_engine::{ExecutionStatus, Payload, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::message::{Caller, Start};

/// The row of an execution: where its history is, what was done of it, and what people ask for. It may lag behind the
/// history, never run ahead of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Name of the workflow.
    pub workflow: String,
    /// SHA-256 of workflow, input and parent, in hex: a second start must be the same.
    pub start: String,
    /// Who waits for it.
    pub parent: Option<Caller>,
    /// How far it is.
    pub status: ExecutionStatus<Payload>,
    /// When it was started, by the clock of whoever started it.
    pub started: Timestamp,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Why it cannot go on with the present code, if it cannot.
    pub fault: Option<String>,
    /// The segment with which the present run begins.
    pub base: u64,
    /// The last segment known to be written.
    pub committed: u64,
    /// The last segment whose effects are known to be done.
    pub executed: u64,
    /// Counts the changes, from 1.
    pub version: u64,
}

impl Row {
    /// The row of an execution that was not begun yet.
    pub(crate) fn new(start: &Start, now: Timestamp) -> Self {
        Self {
            workflow: start.workflow.clone(),
            start: start.fingerprint(),
            parent: start.parent.clone(),
            status: ExecutionStatus::Pending,
            started: now,
            ended: None,
            fault: None,
            base: 1,
            committed: 0,
            executed: 0,
            version: 1,
        }
    }

    /// Whether nothing will follow.
    pub fn is_over(&self) -> bool {
        self.status != ExecutionStatus::Pending
    }
}

impl Start {
    /// What a second start must have in common with the first.
    pub(crate) fn fingerprint(&self) -> String {
        let parent = self.parent.as_ref().map(|it| (&it.execution, it.run, it.seq));
        let mut hash = Sha256::new();
        hash.update(format!("{}\n{parent:?}\n", self.workflow));
        hash.update(self.input.text());
        let digit = |nibble: u8| char::from(b"0123456789abcdef"[usize::from(nibble)]);
        hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }
}
