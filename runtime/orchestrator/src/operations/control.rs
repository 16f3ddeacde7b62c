use eventual_runtime_engine::{Error, ExecutionStatus, SignalEntry, Timestamp, check_name};

use super::OperationError;
use crate::message::{Message, Start, What};
use crate::row::Row;
use crate::stores::{Effects, ExecutionTable, Written};

/// Starts an execution. Doing it again, with the same workflow and input, starts it once; until it was begun the message
/// is sent again, in case the first starter died between the two writes.
pub async fn start(
    stores: &(impl ExecutionTable + Effects),
    execution: &str,
    start: Start,
    now: Timestamp,
) -> Result<(), OperationError> {
    check_name(execution)?;
    let row = Row::new(&start, now);
    if stores.put_row(execution, &row).await? == Written::Taken {
        let known = stores.row(execution).await?;
        if known.is_some_and(|known| known.start != row.start) {
            return Err(OperationError::AlreadyExists(execution.to_owned()));
        }
    }
    Ok(stores.send(Message::new(execution, What::Start(Box::new(start)))).await?)
}

/// The row of an execution. `workflow`: the one that it must run; `None`: any.
pub async fn find(
    stores: &impl ExecutionTable,
    execution: &str,
    workflow: Option<&str>,
) -> Result<Row, OperationError> {
    let Some(row) = stores.row(execution).await? else {
        return Err(OperationError::NotFound(execution.to_owned()));
    };
    match workflow {
        Some(workflow) if row.workflow != workflow => Err(OperationError::OtherWorkflow {
            execution: execution.to_owned(),
            owner: row.workflow,
            workflow: workflow.to_owned(),
        }),
        _ => Ok(row),
    }
}

/// Sends a signal. An execution that is over ignores it. The message may be delivered twice; the id of the signal, which
/// must not be empty, lets it be taken once.
pub async fn signal(
    stores: &(impl ExecutionTable + Effects),
    execution: &str,
    signal: SignalEntry,
) -> Result<(), OperationError> {
    if stores.row(execution).await?.is_none() {
        return Err(OperationError::NotStarted(execution.to_owned()));
    }
    Ok(stores.send(Message::new(execution, What::Signal(signal))).await?)
}

/// Asks a running execution to stop; it may clean up first. `request` identifies the request: the message may be
/// delivered twice.
pub async fn cancel(
    stores: &(impl ExecutionTable + Effects),
    execution: &str,
    workflow: Option<&str>,
    request: String,
    reason: String,
) -> Result<(), OperationError> {
    running(stores, execution, workflow).await?;
    Ok(stores.send(Message::new(execution, What::Cancel { id: request, reason })).await?)
}

/// Ends a running execution at once, without running its code.
pub async fn terminate(
    stores: &(impl ExecutionTable + Effects),
    execution: &str,
    reason: String,
) -> Result<(), OperationError> {
    running(stores, execution, None).await?;
    let error = Box::new(Error::new("Terminated", reason).non_retryable());
    Ok(stores.send(Message::new(execution, What::Terminate { error })).await?)
}

/// Fails unless an execution exists and is not over.
pub async fn running(
    stores: &impl ExecutionTable,
    execution: &str,
    workflow: Option<&str>,
) -> Result<(), OperationError> {
    match find(stores, execution, workflow).await?.status {
        ExecutionStatus::Pending => Ok(()),
        status => Err(OperationError::Over { execution: execution.to_owned(), state: status.state() }),
    }
}
