//! What a handler asks of the world, answered by AWS: used where no host is installed, which is on Lambda.
//!
//! Plain functions, each called by one other, so that the linker drops what a handler does not reach.

use eventual_runtime_aws_stores::{self as aws, AwsStores, now, unique_id, uuid_v7};
use eventual_runtime_engine::{Emitted, Payload, Result, SignalEntry, Step};
use eventual_runtime_orchestrator::Start;
use eventual_runtime_orchestrator::operations::{self, OperationError};

use super::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, QueryExecution, StartExecution,
    TaskReport, stored,
};

pub(super) async fn emit(events: Vec<Emitted>) -> Result<()> {
    aws::emit(&events).await
}

pub(super) async fn start_execution(start: StartExecution) -> Result<String> {
    let StartExecution { workflow, name, input, timeout } = start;
    let execution = match name {
        Some(name) => name,
        None => uuid_v7(now()).map_err(OperationError::from)?,
    };
    let start = Start { workflow: workflow.to_owned(), input, timeout, parent: None };
    operations::start(&AwsStores::of_process()?, &execution, start, now()).await?;
    Ok(execution)
}

pub(super) async fn send_signal(execution: String, mut signal: SignalEntry) -> Result<()> {
    if signal.id.is_empty() {
        // The queue may deliver it twice; by this it is taken once.
        signal.id = unique_id().map_err(OperationError::from)?;
    }
    Ok(operations::signal(&AwsStores::of_process()?, &execution, signal).await?)
}

pub(super) async fn execution(id: String) -> Result<Option<ExecutionRecord>> {
    stored::execution(&AwsStores::of_process()?, &id).await
}

pub(super) async fn executions(query: ExecutionQuery) -> Result<ExecutionRecords> {
    stored::executions(&AwsStores::of_process()?, query).await
}

pub(super) async fn execution_history(id: String, workflow: &'static str) -> Result<Vec<Step>> {
    stored::history(&AwsStores::of_process()?, &id, workflow).await
}

pub(super) async fn query_execution(query: QueryExecution) -> Result<Payload> {
    Ok(aws::ask(stored::question(query)).await?)
}

pub(super) async fn cancel_execution(cancel: CancelExecution) -> Result<()> {
    let request = unique_id().map_err(OperationError::from)?;
    stored::cancel(&AwsStores::of_process()?, cancel, request).await
}

pub(super) async fn report_task(token: String, report: TaskReport) -> Result<()> {
    stored::report(&AwsStores::of_process()?, &token, report, now()).await
}
