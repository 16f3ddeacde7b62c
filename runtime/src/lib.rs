//! Event-driven services on AWS from plain async functions.
//!
//! A service is a crate of `async fn`s. An attribute says what each is, and each becomes a Lambda function of its own, with
//! a role that holds exactly what its code can reach. Nothing is registered by hand: an analyzer reads the source.
//!
//! ```
//! use eventual::prelude::*;
//!
//! #[derive(Serialize, Deserialize, JsonSchema, Event)]
//! pub struct OrderCreated {
//!     pub order: String,
//! }
//!
//! /// Takes an order. Callers find this text in the API's documentation.
//! #[command(method = "POST", path = "/orders")]
//! pub async fn create_order(order: String) -> Result<ExecutionId> {
//!     OrderCreated { order: order.clone() }.emit().await?;
//!     fulfil.start(order.clone()).name(order).await
//! }
//!
//! #[task(retry(max_attempts = 5))]
//! pub async fn ship(order: String) -> Result<String> {
//!     Ok(format!("parcel of {order}"))
//! }
//!
//! /// Survives the process that runs it: it may wait for a month.
//! #[workflow(timeout = "30d")]
//! pub async fn fulfil(order: String) -> Result<String> {
//!     duration(1, Hour).await; // customers may change their minds
//!     ship(order).await
//! }
//! # fn main() {}
//! ```
//!
//! # What a service is made of
//!
//! | Attribute | Makes of a function or type | Page |
//! |---|---|---|
//! | [`service!`] | the service of a crate: its name, and its handlers' registry | [`service!`] |
//! | `#[command]` | a typed operation of the API, at `POST /rpc/<name>` and at a route | [`command`](macro@command) |
//! | `#[get]`, `#[post]`, .. | a route that takes the [`Request`] and gives a [`Response`] | [`get`](macro@get) |
//! | [`middleware!`] | a list of functions around commands and routes; what they find out is typed context | [`middleware!`] |
//! | `#[derive(Event)]` | a type of event on the service's bus, `.emit()` | [`event`](macro@event) |
//! | `#[subscription]` | a function that runs for each event | [`subscription`](macro@subscription) |
//! | `#[workflow]` | a durable function, `.start(..)`, `.execution(id)` | [`workflow`](macro@workflow) |
//! | `#[task]` | a step of a workflow that runs elsewhere and is retried | [`task`](macro@task) |
//! | `#[derive(Signal)]` | a message to an execution, `.send_to(id)` | [`signal`](macro@signal) |
//! | `#[derive(Failure)]` | an error of tasks and workflows that arrives typed | [`Failure`](macro@Failure) |
//!
//! # What its code calls
//!
//! - In commands and routes: [`HttpError`] for a status, [`Reply`] for headers, `&`[`RequestInfo`], `&`[`ServiceInfo`] and
//!   `&`[`PathParams`] as parameters; [`ApiSpecification`] and [`McpServer`] describe the API to programs.
//! - In workflows: [`sleep`], [`time`], [`timeout`], [`condition`], [`spawn`], [`on_query`], [`until_cancelled`],
//!   [`continue_as_new`]; [`now`], [`random`] and [`uuid()`] replay as they were; [`patched`] changes code under running
//!   executions.
//! - In tasks: `&`[`TaskContext`] for heartbeats, attempts and the token by which others finish it ([`TaskToken`]).
//! - Anywhere else in the service: [`StartWorkflow`], [`FindExecutions`], [`SendSignal`], [`EventBatch`].
//!
//! [`prelude`] has what the modules of a service usually import.
//!
//! # Testing, running, deploying
//!
//! | Feature | Brings |
//! |---|---|
//! | `local` | `TestEnvironment`: the service in one process on a virtual clock, with faults and mocks; for `[dev-dependencies]` |
//! | `client`, `client-http`, `client-sigv4` | `ServiceClient`: the typed client of a service, see [`client`] |
//! | `lambda`, `local-server` | entry points for generated crates; `eventual synth` and `eventual dev` turn them on |
//!
//! The infrastructure of a service is a program of its own, with the crate `eventual-constructs`; the command `eventual` runs,
//! deploys and operates it.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod attributes;
pub mod client;
mod features;
mod log;
pub mod prelude;

// Attributes and macros.
pub use attributes::*;
pub use eventual_runtime_macros::Event;
pub use eventual_runtime_macros::Signal;

// Errors.
pub use eventual_runtime_engine::Error;
pub use eventual_runtime_engine::Failure;
pub use eventual_runtime_engine::Result;
pub use eventual_runtime_engine::TimedOut;

// HTTP.
pub use eventual_runtime_core::ApiSpecification;
pub use eventual_runtime_core::HttpError;
pub use eventual_runtime_core::IntoResponse;
pub use eventual_runtime_core::Json;
pub use eventual_runtime_core::McpServer;
pub use eventual_runtime_core::Next;
pub use eventual_runtime_core::PathParams;
pub use eventual_runtime_core::Reply;
pub use eventual_runtime_core::Request;
pub use eventual_runtime_core::RequestInfo;
pub use eventual_runtime_core::Response;
pub use eventual_runtime_core::ServiceInfo;
pub use eventual_runtime_core::middleware::Middleware;
pub use http;

// Events.
pub use eventual_runtime_core::event::Emit;
pub use eventual_runtime_core::event::Event;
pub use eventual_runtime_core::event::EventBatch;
pub use eventual_runtime_core::event::EventInfo;
pub use eventual_runtime_core::event::EventSet;
pub use eventual_runtime_core::event::emit_all;

// Workflows from outside: start, find, signal.
pub use eventual_runtime_core::workflow::Execution;
pub use eventual_runtime_core::workflow::ExecutionDetails;
pub use eventual_runtime_core::workflow::ExecutionId;
pub use eventual_runtime_core::workflow::ExecutionPage;
pub use eventual_runtime_core::workflow::ExecutionStatus;
pub use eventual_runtime_core::workflow::FindExecutions;
pub use eventual_runtime_core::workflow::ListExecutions;
pub use eventual_runtime_core::workflow::SendSignal;
pub use eventual_runtime_core::workflow::Start;
pub use eventual_runtime_core::workflow::StartWorkflow;
pub use eventual_runtime_core::workflow::TaskToken;
pub use eventual_runtime_engine::Signal;

// Tasks.
pub use eventual_runtime_engine::RetryPolicy;
pub use eventual_runtime_engine::TaskCall;
pub use eventual_runtime_engine::TaskContext;

// Within workflows.
pub use eventual_runtime_engine::ParentClose;
pub use eventual_runtime_engine::WorkflowCall;
pub use eventual_runtime_engine::cancelled;
pub use eventual_runtime_engine::condition;
pub use eventual_runtime_engine::continue_as_new;
pub use eventual_runtime_engine::execution_info;
pub use eventual_runtime_engine::is_cancelled;
pub use eventual_runtime_engine::is_replaying;
pub use eventual_runtime_engine::on_query;
pub use eventual_runtime_engine::patched;
pub use eventual_runtime_engine::random;
pub use eventual_runtime_engine::spawn;
pub use eventual_runtime_engine::uncancellable;
pub use eventual_runtime_engine::until_cancelled;
pub use eventual_runtime_engine::uuid;

// Time.
pub use eventual_runtime_engine::Timestamp;
pub use eventual_runtime_engine::Unit;
pub use eventual_runtime_engine::duration;
pub use eventual_runtime_engine::now;
pub use eventual_runtime_engine::sleep;
pub use eventual_runtime_engine::time;
pub use eventual_runtime_engine::timeout;
pub use eventual_runtime_engine::units;

// The typed client.
#[cfg(feature = "client")]
pub use client::ClientError;
#[cfg(feature = "client")]
pub use client::ServiceClient;

// Tests.
#[cfg(feature = "local")]
pub use eventual_runtime_replay::History;
#[cfg(feature = "local")]
pub use eventual_runtime_replay::check_fixtures;
#[cfg(feature = "local")]
pub use eventual_runtime_replay::replay_fixtures;
#[cfg(feature = "local")]
pub use eventual_runtime_testing::DeadLetter;
#[cfg(feature = "local")]
pub use eventual_runtime_testing::ExecutionHandle;
#[cfg(feature = "local")]
pub use eventual_runtime_testing::Faults;
#[cfg(feature = "local")]
pub use eventual_runtime_testing::TaskMock;
#[cfg(feature = "local")]
pub use eventual_runtime_testing::TestEnvironment;
#[cfg(feature = "local")]
pub use eventual_runtime_testing::WorkflowMock;

/// What the history of an execution is made of.
pub mod journal {
    pub use eventual_runtime_engine::{Decision, HistoryEvent, Occurrence, Step};
}

/// For hosts: what a handler asks of the world around it. Services have no need of it.
pub mod host {
    pub use eventual_runtime_core::host::{
        CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, ExecutionState, Host, Hosted,
        QueryExecution, StartExecution, TaskReport, attempt_over, current_host, enter_host,
        execution_not_found, with_host,
    };
    pub use eventual_runtime_engine::{Emitted, Payload, SignalEntry};
}
