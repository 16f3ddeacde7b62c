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
pub use executions::{ExecutionQuery, ExecutionRecord, ExecutionRecords, execution_not_found};

pub use eventual_runtime_engine::ExecutionState;
use eventual_runtime_engine::{Emitted, Error, Payload, Result, SignalEntry, Step};
use serde_json::Value;

use crate::log::Line;
use crate::middleware::BoxFuture;

/// Whether this build asks AWS where no host is installed: cargo joins the features of all that it builds together.
pub const CALLS_AWS: bool = cfg!(feature = "aws");

/// Declares [`Host`], and for each of its calls the function that makes it for a handler's code. That function is where the
/// host is chosen: the installed one, else AWS by a direct call, else there is none.
macro_rules! host_calls {
    ($($(#[$docs:meta])* fn $name:ident($($argument:ident: $ty:ty),*) -> $answer:ty;)*) => {
        /// The world around a handler, outside of Lambda. A call that a host does not implement fails with `NoHost`.
        pub trait Host: Send + Sync {
            $(
                $(#[$docs])*
                fn $name(&self, $($argument: $ty),*) -> BoxFuture<Result<$answer>> {
                    let _ = ($($argument,)*);
                    Box::pin(std::future::ready(Err(no_host(stringify!($name)))))
                }
            )*

            /// Takes a line that a handler logs. It is written to standard error, too.
            fn log(&self, line: &Line<'_>) {
                let _ = line;
            }

            /// The service's OpenAPI 3.1 document, without `servers`.
            fn api_specification(&self) -> Result<Value>;
        }

        $(
            pub(crate) async fn $name($($argument: $ty),*) -> Result<$answer> {
                if let Some(host) = current_host() {
                    return host.$name($($argument),*).await;
                }
                #[cfg(feature = "aws")]
                return aws::$name($($argument),*).await;
                #[cfg(not(feature = "aws"))]
                {
                    let _ = ($($argument,)*);
                    Err(no_host(stringify!($name)))
                }
            }
        )*
    };
}

host_calls! {
    /// Puts events of the service on its bus.
    fn emit(events: Vec<Emitted>) -> ();
    /// Starts an execution of a workflow; returns its id.
    fn start_execution(start: StartExecution) -> String;
    /// Sends a signal to an execution.
    fn send_signal(execution: String, signal: SignalEntry) -> ();
    /// What is known of an execution, of whichever workflow.
    fn execution(id: String) -> Option<ExecutionRecord>;
    /// The executions that a query asks for.
    fn executions(query: ExecutionQuery) -> ExecutionRecords;
    /// The steps of the present run of an execution of this workflow.
    fn execution_history(id: String, workflow: &'static str) -> Vec<Step>;
    /// Asks an execution about its state.
    fn query_execution(query: QueryExecution) -> Payload;
    /// Asks an execution to stop.
    fn cancel_execution(cancel: CancelExecution) -> ();
    /// Takes what is reported of the attempt of a token.
    fn report_task(token: String, report: TaskReport) -> ();
}

/// The error of a call for which there is no host, or that the host does not implement.
fn no_host(call: &str) -> Error {
    let message =
        format!("`{call}` is not available here: run the handler in a test environment or a local service");
    Error::new("NoHost", message)
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

/// The error of a token whose attempt is over.
pub fn attempt_over() -> Error {
    Error::new("AttemptOver", "the attempt of this token is over: it was finished, or given up")
        .non_retryable()
}
