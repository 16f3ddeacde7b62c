//! Asking an execution something: it is brought back from its history, in memory, and asked. Nothing is written.

use eventual_runtime_engine::{Error, Payload, WorkflowEntry};
use thiserror::Error as ThisError;

use crate::error::StoreError;
use crate::live::Live;
use crate::stores::{ExecutionTable, HistoryStore};

/// Why an execution did not answer.
#[derive(Clone, Debug, PartialEq, ThisError)]
pub enum QueryError {
    /// There is no such execution.
    #[error("there is no execution `{0}`")]
    NotFound(String),
    /// It was not begun yet, or can not be brought back.
    #[error("the execution `{execution}` can not be asked: {reason}")]
    Unable {
        /// Its id.
        execution: String,
        /// Why.
        reason: String,
    },
    /// The workflow has no such query, or its answer is an error.
    #[error(transparent)]
    Refused(Error),
    /// It is not known what happened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Asks an execution of one of these workflows, by the name that it gave to `on_query`. Its state is that of the last
/// segment of its history; of an execution that is over, the state in which it ended.
pub async fn query(
    stores: &(impl ExecutionTable + HistoryStore),
    workflows: impl IntoIterator<Item = WorkflowEntry>,
    execution: &str,
    name: &str,
    input: &Payload,
) -> Result<Payload, QueryError> {
    let Some(row) = stores.row(execution).await? else {
        return Err(QueryError::NotFound(execution.to_owned()));
    };
    let workflows = workflows.into_iter().map(|it| (it.name, it)).collect();
    let live = Live::load(stores, &workflows, execution, &row).await?;
    let unable = |reason: String| QueryError::Unable { execution: execution.to_owned(), reason };
    match (&live.execution, live.fault) {
        (Some(live), _) => live.query(name, input).map_err(QueryError::Refused),
        (None, Some(fault)) => Err(unable(fault)),
        (None, None) if row.is_over() => Err(unable("it was ended from outside".to_owned())),
        (None, None) => Err(unable("it has not begun yet; ask again in a moment".to_owned())),
    }
}
