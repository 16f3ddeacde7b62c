//! What the constructs of each service put into a template.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

mod apigateway;
mod events;
mod feel;
mod iam;
mod lambda;
mod messaging;
mod others;
mod storage;
