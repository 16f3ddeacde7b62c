//! Executions as hosts find them that keep them in stores, on AWS or locally: the orchestrator's operations, with the
//! types of [`Host`](super::Host).

use eventual_runtime_engine::{Error, Payload, Result, Step, Timestamp, WorkflowEntry};
use eventual_runtime_orchestrator::operations::{
    self, Index, Listing, OperationError, Question, ReportOutcome,
};
use eventual_runtime_orchestrator::{Effects, ExecutionTable, HistoryStore, Row, TaskTable};

use super::{CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, QueryExecution, TaskReport};

/// What is known of an execution.
pub async fn execution(stores: &impl ExecutionTable, id: &str) -> Result<Option<ExecutionRecord>> {
    let row = stores.row(id).await.map_err(OperationError::from)?;
    Ok(row.map(|row| record(id.to_owned(), row)))
}

/// The executions that a query asks for.
pub async fn executions(index: &impl Index, query: ExecutionQuery) -> Result<ExecutionRecords> {
    let bad_cursor = |why: &str| OperationError::BadCursor(why.to_owned());
    let listing = Listing {
        workflow: Some(query.workflow.to_owned()),
        state: query.state,
        started_after: query.started_after,
        started_before: query.started_before,
        limit: query.limit,
        cursor: query.cursor.as_deref().map(str::parse).transpose().map_err(bad_cursor)?,
    };
    let page = index.list(&listing).await.map_err(OperationError::from)?;
    let next = page.next_cursor().map(|it| it.to_string());
    let executions = page.executions.into_iter().map(|(id, row)| record(id, row)).collect();
    Ok(ExecutionRecords { executions, next })
}

/// Asks an execution to stop. `request` identifies the request: the message may be delivered twice.
pub async fn cancel(
    stores: &(impl ExecutionTable + Effects),
    cancel: CancelExecution,
    request: String,
) -> Result<()> {
    let CancelExecution { execution, workflow, reason } = cancel;
    Ok(operations::cancel(stores, &execution, Some(workflow), request, reason).await?)
}

/// Asks an execution of one of these workflows about its state.
pub async fn query(
    stores: &(impl ExecutionTable + HistoryStore),
    workflows: impl IntoIterator<Item = WorkflowEntry>,
    query: QueryExecution,
) -> Result<Payload> {
    Ok(operations::query(stores, workflows, &question(query)).await?)
}

/// The question of a query.
pub fn question(query: QueryExecution) -> Question {
    let QueryExecution { execution, workflow, name, input } = query;
    Question { execution, workflow: Some(workflow.to_owned()), name, input }
}

/// The steps of the present run of an execution of this workflow.
pub async fn history(
    stores: &(impl ExecutionTable + HistoryStore),
    id: &str,
    workflow: &str,
) -> Result<Vec<Step>> {
    Ok(operations::history(stores, id, Some(workflow)).await?)
}

/// Takes what is reported of the attempt of a token.
pub async fn report(
    stores: &(impl TaskTable + Effects),
    token: &str,
    report: TaskReport,
    now: Timestamp,
) -> Result<()> {
    match report {
        TaskReport::Ended(result) => Ok(operations::complete(stores, token, result).await?),
        TaskReport::Alive(details) => match operations::heartbeat(stores, token, details, now).await? {
            ReportOutcome::Accepted => Ok(()),
            ReportOutcome::CancelRequested => Err(Error::cancelled()),
        },
    }
}

fn record(id: String, row: Row) -> ExecutionRecord {
    let Row { workflow, status, started, ended, fault, .. } = row;
    ExecutionRecord { id, workflow, status, started, ended, fault }
}
