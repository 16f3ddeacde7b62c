//! What a compiled service says of itself, and the OpenAPI documents derived from it.
//!
//! A description is plain data: the macros fill it in, a generated program prints it as JSON, the tool and
//! the local server read it. Two documents come from it: [`openapi`] (3.1, for people and agents) and
//! [`gateway`] (the dialect of 3.0 that API Gateway REST APIs import). Everything here is pure: no IO, no
//! AWS, no knowledge of how a handler runs.

mod describe;
mod full;
mod gateway;
mod plan;
#[cfg(feature = "schemars")]
mod schema_of;

pub use describe::command::{CommandDescription, ErrorDescription, InputDescription, LostField};
pub use describe::event::{EventDescription, SubscriptionDescription};
pub use describe::route::RouteDescription;
pub use describe::service::{HandlerDescription, ServiceDescription};
pub use eventual_analyzer_model::{FieldMapping, Location, Method};
pub use full::{openapi, set_server_url};
pub use gateway::{Downgrade, GatewayDocument, GatewayOperation, gateway};
pub use plan::problem_schema;
#[cfg(feature = "schemars")]
pub use schema_of::{input_schema_of, output_schema_of};
