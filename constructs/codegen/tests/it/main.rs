//! What is generated from small schemas, and whether what is committed is what the installed schemas give.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod committed;
mod errors;
mod sample;
