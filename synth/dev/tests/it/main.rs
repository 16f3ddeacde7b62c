//! The loop of edit, compile, take over, with real services.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod edits;
mod workspace;
