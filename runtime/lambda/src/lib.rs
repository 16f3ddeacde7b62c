//! From Lambda invocations to handlers and back: one adapter per event source, and the entry points that the generated
//! crate exports.
//!
//! This crate stands above `runtime/core`: it knows the handlers' traits, and they know nothing of it. What a handler
//! calls in turn (events, executions, tasks) goes the other way: `runtime/core` calls `runtime/aws/stores` below it,
//! directly, so that the linker drops each call that a handler does not reach. An entry that installed a table of
//! those calls would link all of them, TLS included, into every function.
//!
//! Not here: the Runtime API loop and signed calls (`runtime/aws`), what executions mean (`runtime/orchestrator`).

mod base64;
mod event;
mod gateway;
mod operator;
mod orchestrator;
mod queue;
mod task;

pub use event::event_entry;
pub use eventual_runtime_aws::{EntryFn, Invocation, InvocationError, run};
pub use eventual_runtime_engine::WorkflowEntry;
pub use gateway::http_entry;
pub use operator::operator_main;
pub use orchestrator::{Orchestrated, orchestrator_main};
pub use queue::queue_entry;
pub use task::task_entry;

use std::pin::Pin;
use std::time::{Duration, SystemTime};

use eventual_runtime_core::RequestInfo;

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

fn request_info(invocation: &Invocation, handler: &'static str) -> RequestInfo {
    RequestInfo {
        request_id: invocation.request_id.clone(),
        deadline: SystemTime::UNIX_EPOCH + Duration::from_millis(invocation.deadline_ms),
        handler,
    }
}

/// The error of an invocation whose payload is not what this function takes.
fn bad_event(message: String) -> InvocationError {
    InvocationError { error_type: "BadEvent".to_owned(), message }
}
