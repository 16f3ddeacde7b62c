//! What a handler asks of the world, answered by AWS: used where no host is installed, which is on Lambda.
//!
//! Plain functions, each called by one other, so that the linker drops what a handler does not reach.

use eventual_runtime_aws_stores::{self as aws, AwsStores, Question, now, unique_id, uuid_v7};
use eventual_runtime_engine::{Emitted, Error, Payload, Result, SignalEntry, Step};
use eventual_runtime_orchestrator::{
    Effects, ExecutionTable, Message, Start, StartError, StoreError, TaskToken, Told, What, beat, complete,
};

use super::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, QueryExecution, StartExecution,
    TaskReport, attempt_over, bad_token, stored,
};

pub(super) async fn emit(events: Vec<Emitted>) -> Result<()> {
    aws::emit(&events).await
}

pub(super) async fn start_execution(start: StartExecution) -> Result<String> {
    let StartExecution { workflow, name, input, timeout } = start;
    let failed = |error: &StoreError| not_done("StartFailed", error);
    let execution = match name {
        Some(name) => name,
        None => uuid_v7(now()).map_err(|error| failed(&error))?,
    };
    let start = Start { workflow: workflow.to_owned(), input, timeout, parent: None };
    match eventual_runtime_orchestrator::start(&AwsStores::of_process()?, &execution, start, now()).await {
        Ok(()) => Ok(execution),
        Err(error @ StartError::Exists(_)) => {
            Err(Error::new("ExecutionAlreadyExists", error.to_string()).non_retryable())
        }
        Err(StartError::Store(error)) => Err(failed(&error)),
    }
}

pub(super) async fn send_signal(execution: String, mut signal: SignalEntry) -> Result<()> {
    let stores = AwsStores::of_process()?;
    let failed = |error: StoreError| not_done("SignalFailed", &error);
    if stores.row(&execution).await.map_err(failed)?.is_none() {
        return Err(Error::new("ExecutionNotFound", format!("there is no execution `{execution}`")));
    }
    if signal.id.is_empty() {
        // The queue may deliver it twice; by this it is taken once.
        signal.id = unique_id().map_err(failed)?;
    }
    stores.send(Message::new(execution, What::Signal(signal))).await.map_err(failed)
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
    let QueryExecution { execution, workflow, name, input } = query;
    let question = Question { execution, workflow: Some(workflow.to_owned()), name, input };
    aws::ask(question).await?.map_err(stored::not_answered)
}

pub(super) async fn cancel_execution(cancel: CancelExecution) -> Result<()> {
    let request = unique_id().map_err(|error| not_done("CancelFailed", &error))?;
    stored::cancel(&AwsStores::of_process()?, cancel, request).await
}

pub(super) async fn report_task(token: String, report: TaskReport) -> Result<()> {
    let token: TaskToken = token.parse().map_err(|_| bad_token())?;
    let stores = AwsStores::of_process()?;
    let told = match report {
        TaskReport::Ended(result) => complete(&stores, &token, result).await,
        TaskReport::Alive(details) => beat(&stores, &token, details, now()).await,
    };
    match told.map_err(|error| not_done("ReportFailed", &error))? {
        Told::Taken => Ok(()),
        Told::Cancelled => Err(Error::cancelled()),
        Told::Over => Err(attempt_over()),
        Told::Unknown => Err(bad_token()),
    }
}

fn not_done(name: &str, error: &StoreError) -> Error {
    Error::new(name, error.to_string())
}
