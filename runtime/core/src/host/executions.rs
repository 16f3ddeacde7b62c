//! What a host says of executions.

use eventual_runtime_engine::{Error, ExecutionState, ExecutionStatus, Payload, Timestamp};

/// What is known of an execution without its history.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionRecord {
    /// Its id.
    pub id: String,
    /// Wire name of its workflow.
    pub workflow: String,
    /// How far it is, and what came of it.
    pub status: ExecutionStatus<Payload>,
    /// When it was started.
    pub started: Timestamp,
    /// When it was over.
    pub ended: Option<Timestamp>,
    /// Why it cannot continue with the current code.
    pub fault: Option<String>,
}

/// Which executions to list: those for which everything that is given holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionQuery {
    /// Wire name of their workflow.
    pub workflow: &'static str,
    /// How far they are.
    pub state: Option<ExecutionState>,
    /// They were started then or later.
    pub started_after: Option<Timestamp>,
    /// They were started earlier than then.
    pub started_before: Option<Timestamp>,
    /// At most so many, 1 to [`MAX_LIMIT`](Self::MAX_LIMIT).
    pub limit: usize,
    /// What follows the page that gave this.
    pub cursor: Option<String>,
}

/// Part of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ExecutionRecords {
    /// The newest first.
    pub executions: Vec<ExecutionRecord>,
    /// The cursor for what follows, if more follow.
    pub next: Option<String>,
}

impl ExecutionQuery {
    /// The largest limit.
    pub const MAX_LIMIT: usize = 1_000;
    /// The limit if none is given.
    pub const DEFAULT_LIMIT: usize = 50;

    /// All executions of a workflow, the first page.
    pub fn new(workflow: &'static str) -> Self {
        Self {
            workflow,
            state: None,
            started_after: None,
            started_before: None,
            limit: Self::DEFAULT_LIMIT,
            cursor: None,
        }
    }
}

/// What is said of an execution that a workflow does not have; `owner` is the workflow that has one of this id.
pub fn execution_not_found(id: &str, workflow: &str, owner: Option<&str>) -> Error {
    let message = match owner {
        Some(owner) => format!("the execution `{id}` is one of workflow `{owner}`, not of `{workflow}`"),
        None => format!("there is no execution `{id}`"),
    };
    Error::new("ExecutionNotFound", message).non_retryable()
}
