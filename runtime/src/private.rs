//! What emitted code names. No part of the public interface: it changes with the macros.

pub use crate::{if_client, if_lambda, keep};
pub use eventual_analyzer_describe as describe;
pub use eventual_runtime_core::consumer::ConsumerPolicy;
pub use eventual_runtime_core::event::{
    Event, EventDelivery, EventHandler, EventSet, SubscriptionOptions, delivered, read_event, unknown_event,
};
pub use eventual_runtime_core::handler::{
    At, Catalogue, Describe, HandlerAt, Handlers, HttpCall, HttpHandler, IfEvent, IfHttp, IfRegistered,
    IfSubscription, IfTask, IfWorkflow, NoSchema, ObjectSchema, ResultType, SchemaIfKnown, SchemaOf, Service,
    Target, answer, answer_result, call, check_known, check_taken, read_input, route_answer, route_result,
    serve,
};
pub use eventual_runtime_core::host::CALLS_AWS;
pub use eventual_runtime_core::input::{
    FieldSource, InputSpec, Probe, Problem, ValidateNothing, ValidateWithGarde,
};
pub use eventual_runtime_core::log::{Level, log};
pub use eventual_runtime_core::middleware::{BoxFuture, Chain, Context, NoMiddleware, Provides, then};
pub use eventual_runtime_core::workflow::{SendSignal, Startable, task_scope};
pub use eventual_runtime_core::{DescribeOutput, Request, Response, Result};
pub use eventual_runtime_engine::{
    Error, Failure, RetryPolicy, Signal, Task, TaskCall, TaskContext, TaskFuture, TaskOptions, Workflow,
    WorkflowCall, WorkflowFuture, derived, only_in_a_workflow,
};
#[cfg(feature = "lambda")]
pub use eventual_runtime_lambda::{self as lambda, lambda_main};
#[cfg(feature = "local-server")]
pub use eventual_runtime_local as server;
pub use serde;
pub use serde_json::Value;

#[cfg(feature = "client")]
pub mod client {
    //! What emitted code for the typed client names.

    pub use eventual_runtime_client::{Caller, CommandCall, HasClient, Input};
    pub use eventual_runtime_core::CommandValue;
}
