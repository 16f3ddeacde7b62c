//! The OpenAPI documents of a service, made from what its compiled code says about itself (`analyzer/describe`).
//!
//! Two documents: [`openapi`] (3.1, for people and agents) and [`gateway`] (the dialect of 3.0 that API Gateway REST
//! APIs import, built from the types of `openapiv3`, so that it is well-formed). Everything here is pure: no IO, no
//! AWS, no knowledge of how a handler runs. Not for functions: they link `analyzer/describe` alone.

mod full;
mod gateway;
mod plan;

pub use full::{openapi, set_server_url};
pub use gateway::{Downgrade, GatewayDocument, GatewayOperation, gateway};
pub use plan::problem_schema;
