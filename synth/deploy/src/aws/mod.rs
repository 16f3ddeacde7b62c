//! AWS as deploying needs it: who we are ([`Cloud`]), and the calls in plain types. Nothing outside this module sees a
//! type of the SDK.

pub(crate) mod apigateway;
mod call;
mod cloud;
pub(crate) mod cloudformation;
mod failed;
pub(crate) mod iam;
pub(crate) mod s3;
mod signed;
pub(crate) mod ssm;

pub use call::{ServiceCall, read as read_json};
pub(crate) use cloud::Place;
pub use cloud::{Cloud, Connection};
pub(crate) use signed::Access;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
