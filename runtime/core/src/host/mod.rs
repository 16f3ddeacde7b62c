//! What the framework asks of whoever runs a handler, and how a handler finds it.
//!
//! The local server and tests install a host around each poll. On Lambda none is installed: what a handler asks of AWS
//! is called directly ([`aws`], feature `aws`), so that the linker drops what the handler does not reach. A host behind
//! a pointer would keep all of it.

#[cfg(feature = "aws")]
mod aws;
mod current;
mod executions;
#[cfg(feature = "stored")]
pub mod stored;

pub use current::{Hosted, current_host, enter_host, with_host};
pub(crate) use current::{Serving, current_service};
pub use executions::{
    ExecutionQuery, ExecutionRecord, ExecutionRecords, bad_cursor, execution_is_over, execution_not_found,
};

pub use eventual_runtime_engine::ExecutionState;
use eventual_runtime_engine::{Emitted, Error, Payload, Result, SignalEntry, Step};
use serde_json::Value;

use crate::log::Line;
use crate::middleware::BoxFuture;

/// The world around a handler, outside of Lambda.
pub trait Host: Send + Sync {
    /// Puts events of the service on its bus.
    fn emit(&self, events: Vec<Emitted>) -> BoxFuture<Result<()>>;
    /// Starts an execution of a workflow; returns its id.
    fn start_execution(&self, start: StartExecution) -> BoxFuture<Result<String>>;
    /// Sends a signal to an execution.
    fn send_signal(&self, execution: String, signal: SignalEntry) -> BoxFuture<Result<()>>;
    /// What is known of an execution, of whichever workflow.
    fn execution(&self, id: String) -> BoxFuture<Result<Option<ExecutionRecord>>> {
        let _ = id;
        Box::pin(std::future::ready(Err(nobody("knows executions"))))
    }
    /// The executions that a query asks for.
    fn executions(&self, query: ExecutionQuery) -> BoxFuture<Result<ExecutionRecords>> {
        let _ = query;
        Box::pin(std::future::ready(Err(nobody("knows executions"))))
    }
    /// The steps of the present run of an execution of this workflow.
    fn execution_history(&self, id: String, workflow: &'static str) -> BoxFuture<Result<Vec<Step>>> {
        let _ = (id, workflow);
        Box::pin(std::future::ready(Err(nobody("knows executions"))))
    }
    /// Asks an execution about its state.
    fn query_execution(&self, query: QueryExecution) -> BoxFuture<Result<Payload>> {
        let _ = query;
        Box::pin(std::future::ready(Err(nobody("knows executions"))))
    }
    /// Asks an execution to stop.
    fn cancel_execution(&self, cancel: CancelExecution) -> BoxFuture<Result<()>> {
        let _ = cancel;
        Box::pin(std::future::ready(Err(nobody("cancels executions"))))
    }
    /// Takes what is reported of the attempt of a token.
    fn report_task(&self, token: String, report: TaskReport) -> BoxFuture<Result<()>> {
        let _ = (token, report);
        Box::pin(std::future::ready(Err(nobody("finishes tasks"))))
    }
    /// Takes a line that a handler logs. It is written to standard error, too.
    fn log(&self, line: &Line<'_>) {
        let _ = line;
    }
    /// The service's OpenAPI 3.1 document, without `servers`.
    fn api_specification(&self) -> Result<Value>;
}

/// A workflow to start.
#[derive(Clone, Debug, PartialEq)]
pub struct StartExecution {
    /// Wire name of the workflow.
    pub workflow: &'static str,
    /// Name of the execution: starting it again with the same input is the same execution. `None`: a new one.
    pub name: Option<String>,
    /// The input.
    pub input: Payload,
    /// How long it may take, if not as its definition says.
    pub timeout: Option<std::time::Duration>,
}

/// An execution to cancel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelExecution {
    /// Its id.
    pub execution: String,
    /// Wire name of the workflow that it must be of.
    pub workflow: &'static str,
    /// Why, for people.
    pub reason: String,
}

/// A question to an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct QueryExecution {
    /// Its id.
    pub execution: String,
    /// Wire name of the workflow that it must be of.
    pub workflow: &'static str,
    /// Name that the workflow gave to `on_query`.
    pub name: String,
    /// What the answer takes.
    pub input: Payload,
}

/// What is reported of an attempt by its token.
#[derive(Clone, Debug, PartialEq)]
pub enum TaskReport {
    /// It is over.
    Ended(Result<Payload>),
    /// It is alive, with what the next attempt needs to go on from here.
    Alive(Option<Payload>),
}

/// What is said of a token that nobody gave to a task.
pub fn bad_token() -> Error {
    let message =
        "no attempt of a task has this token; a task finds its own with `task_token()` of its context";
    Error::new("BadToken", message).non_retryable()
}

/// What is said of a token whose attempt is over.
pub fn attempt_over() -> Error {
    Error::new("AttemptOver", "the attempt of this token is over: it was finished, or given up")
        .non_retryable()
}

pub(crate) async fn emit(events: Vec<Emitted>) -> Result<()> {
    if let Some(host) = current_host() {
        return host.emit(events).await;
    }
    #[cfg(feature = "aws")]
    return aws::emit(events).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("takes events"))
}

pub(crate) async fn start_execution(start: StartExecution) -> Result<String> {
    if let Some(host) = current_host() {
        return host.start_execution(start).await;
    }
    #[cfg(feature = "aws")]
    return aws::start_execution(start).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("starts executions"))
}

pub(crate) async fn send_signal(execution: String, signal: SignalEntry) -> Result<()> {
    if let Some(host) = current_host() {
        return host.send_signal(execution, signal).await;
    }
    #[cfg(feature = "aws")]
    return aws::send_signal(execution, signal).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("takes signals"))
}

pub(crate) async fn execution(id: String) -> Result<Option<ExecutionRecord>> {
    if let Some(host) = current_host() {
        return host.execution(id).await;
    }
    #[cfg(feature = "aws")]
    return aws::execution(id).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("knows executions"))
}

pub(crate) async fn executions(query: ExecutionQuery) -> Result<ExecutionRecords> {
    if let Some(host) = current_host() {
        return host.executions(query).await;
    }
    #[cfg(feature = "aws")]
    return aws::executions(query).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("knows executions"))
}

pub(crate) async fn execution_history(id: String, workflow: &'static str) -> Result<Vec<Step>> {
    if let Some(host) = current_host() {
        return host.execution_history(id, workflow).await;
    }
    #[cfg(feature = "aws")]
    return aws::execution_history(id, workflow).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("knows executions"))
}

pub(crate) async fn query_execution(query: QueryExecution) -> Result<Payload> {
    if let Some(host) = current_host() {
        return host.query_execution(query).await;
    }
    #[cfg(feature = "aws")]
    return aws::query_execution(query).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("knows executions"))
}

pub(crate) async fn cancel_execution(cancel: CancelExecution) -> Result<()> {
    if let Some(host) = current_host() {
        return host.cancel_execution(cancel).await;
    }
    #[cfg(feature = "aws")]
    return aws::cancel_execution(cancel).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("cancels executions"))
}

pub(crate) async fn report_task(token: String, report: TaskReport) -> Result<()> {
    if let Some(host) = current_host() {
        return host.report_task(token, report).await;
    }
    #[cfg(feature = "aws")]
    return aws::report_task(token, report).await;
    #[cfg(not(feature = "aws"))]
    Err(nobody("finishes tasks"))
}

fn nobody(does: &str) -> Error {
    let message = format!("nobody {does} here: run the handler in a test environment or a local service");
    Error::new("NoHost", message)
}
