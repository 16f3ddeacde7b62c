//! The REST API: its document in the gateway's dialect, and the resources around it.

mod auth;
mod body;
mod cors;
mod operator;
mod resources;
mod responses;

pub(crate) use body::{BodyInput, body};
pub(crate) use cors::variable as cors_variable;
pub use resources::Api;
pub(crate) use resources::api;
