//! Handler traits, contexts, errors, middleware: what macros emit and hosts drive.
//!
//! A host (Lambda, the local server, a test) turns what it got into an [`HttpCall`](handler::HttpCall) or an
//! event delivery and hands it to a handler's marker type. Not here: durable workflows (`runtime/engine`), the
//! AWS calls themselves (`runtime/aws`), sockets.

pub mod consumer;
pub mod event;
pub mod handler;
pub mod host;
pub mod http;
mod info;
pub mod input;
pub mod json;
pub mod log;
mod mark;
mod mcp;
pub mod middleware;
mod spec;
pub mod workflow;

pub use eventual_runtime_engine::{Error, Result};
pub use http::{
    CommandOutput, CommandValue, DescribeOutput, HttpError, IntoResponse, Json, Reply, Request, Response,
    error_response,
};
pub use info::{PathParams, RequestInfo, ServiceInfo};
pub use mcp::McpServer;
pub use middleware::Next;
pub use spec::ApiSpecification;
