//! Executions as hosts find them that keep them in stores, on AWS or locally.

use eventual_runtime_engine::{Error, Payload, Result, Step, WorkflowEntry};
use eventual_runtime_operator::{Cursor, ExecutionStatus as Status, Index, Listing};
use eventual_runtime_orchestrator::{
    Effects, ExecutionTable, HistoryStore, Message, QueryError, Row, RowStatus, StoreError, What,
};

use super::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, ExecutionState, QueryExecution,
    bad_cursor, execution_is_over, execution_not_found,
};
use crate::workflow::ExecutionStatus;

/// What is known of an execution.
pub async fn execution(stores: &impl ExecutionTable, id: &str) -> Result<Option<ExecutionRecord>> {
    let row = stores.row(id).await.map_err(|error| failed(&error))?;
    Ok(row.map(|row| record(id.to_owned(), row)))
}

/// The executions that a query asks for.
pub async fn executions(index: &impl Index, query: ExecutionQuery) -> Result<ExecutionRecords> {
    let cursor = query.cursor.as_deref().map(str::parse::<Cursor>).transpose().map_err(bad_cursor)?;
    let listing = Listing {
        workflow: Some(query.workflow.to_owned()),
        status: query.state.map(|it| match it {
            ExecutionState::Pending => Status::Running,
            ExecutionState::Succeeded => Status::Succeeded,
            ExecutionState::Failed => Status::Failed,
        }),
        started_after: query.started_after,
        started_before: query.started_before,
        limit: query.limit,
        cursor,
    };
    let page = index.list(&listing).await.map_err(|error| failed(&error))?;
    let last = page.executions.last().filter(|_| page.has_more);
    let next = last.map(|(id, row)| Cursor { started: row.started, id: id.clone() }.to_string());
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
    match stores.row(&execution).await.map_err(|error| failed(&error))? {
        None => Err(execution_not_found(&execution, workflow, None)),
        Some(row) if row.workflow != workflow => {
            Err(execution_not_found(&execution, workflow, Some(&row.workflow)))
        }
        Some(row) if row.is_over() => Err(execution_is_over(&execution)),
        Some(_) => {
            let message = Message::new(execution, What::Cancel { id: request, reason });
            stores.send(message).await.map_err(|error| failed(&error))
        }
    }
}

/// Asks an execution of one of these workflows about its state.
pub async fn query(
    stores: &(impl ExecutionTable + HistoryStore),
    workflows: impl IntoIterator<Item = WorkflowEntry>,
    query: QueryExecution,
) -> Result<Payload> {
    let QueryExecution { execution, workflow, name, input } = query;
    let row = stores.row(&execution).await.map_err(|error| failed(&error))?;
    if let Some(row) = row.filter(|it| it.workflow != workflow) {
        return Err(execution_not_found(&execution, workflow, Some(&row.workflow)));
    }
    let answer = eventual_runtime_orchestrator::query(stores, workflows, &execution, &name, &input).await;
    answer.map_err(not_answered)
}

/// The steps of the present run of an execution of this workflow.
pub async fn history(
    stores: &(impl ExecutionTable + HistoryStore),
    id: &str,
    workflow: &str,
) -> Result<Vec<Step>> {
    let row = stores.row(id).await.map_err(|error| failed(&error))?;
    if let Some(row) = row.filter(|it| it.workflow != workflow) {
        return Err(execution_not_found(id, workflow, Some(&row.workflow)));
    }
    eventual_runtime_orchestrator::history(stores, id).await.map_err(not_answered)
}

/// Why an execution did not answer, as an error of the service's code.
pub fn not_answered(error: QueryError) -> Error {
    match error {
        QueryError::NotFound(_) => Error::new("ExecutionNotFound", error.to_string()).non_retryable(),
        QueryError::Unable { .. } => Error::new("QueryFailed", error.to_string()),
        QueryError::Refused(error) => error,
        QueryError::Store(error) => failed(&error),
    }
}

fn record(id: String, row: Row) -> ExecutionRecord {
    let status = match row.status {
        RowStatus::Running => ExecutionStatus::Pending,
        RowStatus::Succeeded(value) => ExecutionStatus::Succeeded(value),
        RowStatus::Failed(error) => ExecutionStatus::Failed(error),
    };
    ExecutionRecord {
        id,
        workflow: row.workflow,
        status,
        started: row.started,
        ended: row.ended,
        fault: row.fault,
    }
}

/// Name of the error if a store did not do what was asked.
fn failed(error: &StoreError) -> Error {
    Error::new("StoreFailed", error.to_string())
}
