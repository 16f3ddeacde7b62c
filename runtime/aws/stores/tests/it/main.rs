//! The stores against an AWS in memory, behind a socket: as it answers, and as it fails.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod aws;
mod executions;
mod listing;
mod stores;
