//! What the service code says, as plain serde data: the hand-over between the analyzer, the macros, the
//! constructs and the build. No syn, no IO, no behavior beyond looking things up.
//!
//! [`contract`] holds the few names that compiled functions and synthesized templates must agree on.

mod build;
pub mod contract;
mod field;
mod function;
mod handler;
mod service;
mod similar;

pub use build::{Architecture, FunctionBuild};
pub use field::{FieldMapping, Location};
pub use function::{FunctionOptions, Grant, RetryPolicy};
pub use handler::{Handler, HandlerFacts, HandlerKind, InputParam, SourceLocation};
pub use service::{Command, Event, Method, Route, ServiceModel, Signal, Subscription, Task, Workflow};
pub use similar::closest;
