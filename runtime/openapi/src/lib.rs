//! What a compiled service says of itself, and the OpenAPI documents derived from it.
//!
//! A description is plain data: the macros fill it in, a generated program prints it as JSON, the tool and
//! the local server read it. Everything here is pure: no IO, no AWS, no knowledge of how a handler runs.

mod describe;
#[cfg(feature = "schemars")]
mod schema_of;

pub use describe::command::{
    CommandDescription, ErrorDescription, InputDescription, Location, ParameterDescription,
};
pub use describe::event::{EventDescription, SubscriptionDescription};
pub use describe::route::RouteDescription;
pub use describe::service::{HandlerDescription, ServiceDescription};
pub use eventual_analyzer_model::Method;
#[cfg(feature = "schemars")]
pub use schema_of::{input_schema_of, output_schema_of};
