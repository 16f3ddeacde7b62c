use eventual_runtime_engine::{Payload, WorkflowEntry};
use serde::{Deserialize, Serialize};

use super::{OperationError, find};
use crate::live::Live;
use crate::stores::{ExecutionTable, HistoryStore};

/// A question to an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub execution: String,
    /// Wire name of the workflow that it must run; `None`: any.
    pub workflow: Option<String>,
    /// Name that the workflow gave to `on_query`.
    pub name: String,
    /// What the answer depends on.
    pub input: Payload,
}

/// Asks an execution of one of these workflows: it is rebuilt from its history, in memory, and asked. Nothing is written.
/// Its state is that of the last segment of its history; of an execution that is over, the state in which it ended.
pub async fn query(
    stores: &(impl ExecutionTable + HistoryStore),
    workflows: impl IntoIterator<Item = WorkflowEntry>,
    question: &Question,
) -> Result<Payload, OperationError> {
    let Question { execution, workflow, name, input } = question;
    let row = find(stores, execution, workflow.as_deref()).await?;
    let workflows = workflows.into_iter().map(|it| (it.name, it)).collect();
    let live = Live::load(stores, &workflows, execution, &row).await?;
    let unavailable =
        |reason: String| OperationError::Unavailable { execution: execution.to_owned(), reason };
    match (&live.execution, live.fault) {
        (Some(live), _) => live.query(name, input).map_err(OperationError::Rejected),
        (None, Some(fault)) => Err(unavailable(fault)),
        (None, None) if row.is_over() => Err(unavailable("it was ended from outside".to_owned())),
        (None, None) => Err(unavailable("it has not begun yet; ask again in a moment".to_owned())),
    }
}
