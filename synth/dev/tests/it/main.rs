//! The loop of edit, compile, take over, with real services; what a service answers under load.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod edits;
mod throughput;
mod workspace;
