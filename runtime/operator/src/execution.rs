//! [`Execution`]: what is known of an execution.

use std::fmt;
use std::str::FromStr;

use eventual_runtime_engine::{Error, Payload, Timestamp};
use eventual_runtime_orchestrator::{Row, RowStatus};
use serde::{Deserialize, Serialize};

/// How far an execution is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionStatus {
    /// It was started and is not over.
    Running,
    /// It succeeded.
    Succeeded,
    /// It failed, was cancelled or ended from outside.
    Failed,
}

/// What is known of an execution. Lists leave out `input`, `output`, `run` and `timeout_ms`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// Its id.
    pub id: String,
    /// Name of the workflow.
    pub workflow: String,
    /// How far it is.
    pub status: ExecutionStatus,
    /// When it was started.
    pub started: Timestamp,
    /// When it was over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// Id of the execution that waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Why it can not go on with the present code. It goes on when it can.
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
        let status = ExecutionStatus::from(&row.status);
        let error = match row.status {
            RowStatus::Failed(error) => Some(error),
            RowStatus::Running | RowStatus::Succeeded(_) => None,
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

impl ExecutionStatus {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Running, Self::Succeeded, Self::Failed];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

impl From<&RowStatus> for ExecutionStatus {
    fn from(status: &RowStatus) -> Self {
        match status {
            RowStatus::Running => Self::Running,
            RowStatus::Succeeded(_) => Self::Succeeded,
            RowStatus::Failed(_) => Self::Failed,
        }
    }
}

impl fmt::Display for ExecutionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ExecutionStatus {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or("it is `running`, `succeeded` or `failed`")
    }
}
