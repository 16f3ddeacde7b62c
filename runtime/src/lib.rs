//! Event-driven services on AWS from plain async functions.
//!
//! ```
//! use eventual::prelude::*;
//! # fn main() {}
//!
//! /// Greets.
//! #[command(method = "GET", path = "/hello/{name}")]
//! pub async fn hello(name: String) -> String {
//!     format!("hello {name}")
//! }
//! ```

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod attributes;
pub mod client;
mod features;
mod log;
pub mod prelude;

pub use attributes::*;
#[cfg(feature = "client")]
pub use client::{ClientError, ServiceClient};
pub use eventual_runtime_core::event::{Emit, Event, EventBatch, EventInfo, EventSet, emit_all};
pub use eventual_runtime_core::middleware::Middleware;
pub use eventual_runtime_core::workflow::{
    Execution, ExecutionDetails, ExecutionId, ExecutionPage, ExecutionStatus, FindExecutions, ListExecutions,
    SendSignal, Start, StartWorkflow, TaskToken,
};
pub use eventual_runtime_core::{
    ApiSpecification, HttpError, IntoResponse, Json, McpServer, Next, PathParams, Reply, Request,
    RequestInfo, Response, ServiceInfo,
};
pub use eventual_runtime_engine::{
    Error, Failure, ParentClose, Result, RetryPolicy, Signal, TaskCall, TaskContext, TimedOut, Timestamp,
    Unit, WorkflowCall, cancelled, condition, continue_as_new, duration, execution_info, is_cancelled,
    is_replaying, now, on_query, patched, random, sleep, spawn, time, timeout, uncancellable, units,
    until_cancelled, uuid,
};
pub use eventual_runtime_macros::{Event, Signal};
#[cfg(feature = "local")]
pub use eventual_runtime_replay::{History, check_fixtures, replay_fixtures};
#[cfg(feature = "local")]
pub use eventual_runtime_testing::{
    DeadLetter, ExecutionHandle, Faults, TaskMock, TestEnvironment, WorkflowMock,
};
pub use http;

/// What the history of an execution is made of.
pub mod journal {
    pub use eventual_runtime_engine::{Decision, HistoryEvent, Occurrence, Step};
}

/// For hosts: what a handler asks of the world around it. Services have no need of it.
pub mod host {
    pub use eventual_runtime_core::host::{
        CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, ExecutionState, Host, Hosted,
        QueryExecution, StartExecution, TaskReport, attempt_over, bad_cursor, bad_token, current_host,
        enter_host, execution_is_over, execution_not_found, with_host,
    };
    pub use eventual_runtime_engine::{Emitted, Payload, SignalEntry};
}
