//! API Gateway REST APIs, made from an OpenAPI body.

mod access_logs;
mod props;
mod rest_api;

pub use access_logs::AccountLogging;
pub use props::{Endpoint, RestApiProps, Throttling};
pub use rest_api::RestApi;
