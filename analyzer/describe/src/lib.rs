//! What a compiled service says about itself: plain data that the macros fill in, a generated program prints as
//! JSON, and the tool and the local server read.
//!
//! Functions link this crate, so it stays small. Not here: the OpenAPI documents made from a description
//! (`analyzer/openapi`), and what the source says about a service (`analyzer/model`).

mod command;
mod event;
mod route;
#[cfg(feature = "schemars")]
mod schema_of;
mod service;

pub use command::{CommandDescription, ErrorDescription, InputDescription, LostField};
pub use event::{EventDescription, SubscriptionDescription};
pub use eventual_analyzer_model::{FieldMapping, Location, Method};
pub use route::{RouteDescription, path_parameters};
#[cfg(feature = "schemars")]
pub use schema_of::{input_schema_of, output_schema_of};
pub use service::{HandlerDescription, ServiceDescription};
