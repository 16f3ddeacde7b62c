//! [`Execution`]: what is known of an execution.

use eventual_runtime_engine::{Error, ExecutionState, ExecutionStatus, Payload, Timestamp};
use eventual_runtime_orchestrator::Row;
use serde::{Deserialize, Serialize};

/// What is known of an execution. Lists leave out `input`, `output`, `run` and `timeout_ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// Its id.
    pub id: String,
    /// Name of the workflow.
    pub workflow: String,
    /// How far it is.
    pub status: ExecutionState,
    /// When it was started.
    pub started: Timestamp,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Id of the execution that waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Why it cannot go on with the present code. It goes on when it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What the first run was started with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Payload>,
    /// What it gave, if it succeeded. Read back, JSON's `null` is `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Payload>,
    /// Why it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
    /// How often it continued as new.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<u32>,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
}

/// Part of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Executions {
    /// The newest first.
    pub executions: Vec<Execution>,
    /// Asks for what follows, if more follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

impl Execution {
    /// What a list says of an execution.
    pub(crate) fn of(id: String, row: Row) -> Self {
        let status = row.status.state();
        let error = match row.status {
            ExecutionStatus::Failed(error) => Some(error),
            ExecutionStatus::Pending | ExecutionStatus::Succeeded(_) => None,
        };
        Self {
            id,
            workflow: row.workflow,
            status,
            started: row.started,
            ended: row.ended,
            parent: row.parent.map(|it| it.execution),
            fault: row.fault,
            input: None,
            output: None,
            error,
            run: None,
            timeout_ms: None,
        }
    }
}
