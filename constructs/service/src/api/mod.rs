//! The REST API: its document in the gateway's dialect, and the resources around it.

mod auth;
mod body;
mod check;
mod cors;
mod functions;
mod operator;
mod props;
mod resources;
mod responses;

pub(crate) use check::check;
pub(crate) use cors::variable as cors_variable;
pub(crate) use functions::{OPERATED, build, functions};
pub use props::{ApiProps, Auth, AuthorizerKind, Cors, UsageQuota, Validation};
pub use resources::Api;
