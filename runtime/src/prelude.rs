//! What a service's modules import: `use eventual::prelude::*;`.

pub use crate::attributes::*;
pub use crate::{
    ApiSpecification, Error, Event, EventBatch, EventInfo, ExecutionId, FindExecutions, HttpError,
    IntoResponse, Json, McpServer, Next, PathParams, Reply, Request, RequestInfo, Response, Result,
    SendSignal, ServiceInfo, Signal, StartWorkflow, TaskContext, TimedOut, condition, duration, emit_all,
    time, timeout, units::*,
};
pub use garde::Validate;
pub use schemars::JsonSchema;
pub use serde::{Deserialize, Serialize};
