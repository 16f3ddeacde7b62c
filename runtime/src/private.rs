//! What emitted code names. No part of the public interface: it changes with the macros.

pub use eventual_runtime_core::handler::{
    Describe, HandlerAt, HttpCall, HttpHandler, ObjectSchema, ResultType, Service, Target, answer,
    answer_result, call, check_known, read_input, route_answer, route_result,
};
pub use eventual_runtime_core::input::{InputSpec, Probe, ValidateNothing, ValidateWithGarde};
#[cfg(feature = "lambda")]
pub use eventual_runtime_core::lambda::{self, lambda_main};
pub use eventual_runtime_core::middleware::{BoxFuture, Chain, Context, NoMiddleware, Provides, then};
pub use eventual_runtime_core::{DescribeOutput, Request, Response, if_lambda};
pub use eventual_runtime_openapi as openapi;
