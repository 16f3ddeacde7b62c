//! From Lambda invocations to handlers and back: one adapter per event source.

mod base64;
mod bus;
mod cors;
mod executions;
mod gateway;
mod operator;
mod orchestrator;
mod queue;
mod task;

pub(crate) use bus::emit;
pub use bus::event_entry;
pub use eventual_runtime_aws::{EntryFn, Invocation, InvocationError, run};
pub use eventual_runtime_engine::WorkflowEntry;
pub(crate) use executions::{
    cancel_execution, execution, execution_history, executions, query_execution, report_task, send_signal,
    start_execution,
};
pub use gateway::http_entry;
pub use operator::operator_main;
pub use orchestrator::{Orchestrated, orchestrator_main};
pub use queue::queue_entry;
pub use task::task_entry;

use std::pin::Pin;
use std::time::{Duration, SystemTime};

use crate::info::RequestInfo;

/// A handler that can be the `main` of a Lambda function.
pub trait Entry {
    /// Runs one invocation. Not generic, so it is compiled once, in the service's crate.
    fn entry(invocation: Invocation) -> Answer;
}

/// The answer of an invocation, as the Lambda loop awaits it.
pub type Answer = Pin<Box<dyn Future<Output = Result<Vec<u8>, InvocationError>>>>;

/// `main` of the Lambda function of the handler `H`; returns the exit code.
pub fn lambda_main<H: Entry>() -> i32 {
    run(H::entry)
}

pub(crate) fn request_info(invocation: &Invocation, handler: &'static str) -> RequestInfo {
    RequestInfo {
        request_id: invocation.request_id.clone(),
        deadline: SystemTime::UNIX_EPOCH + Duration::from_millis(invocation.deadline_ms),
        handler,
    }
}
