//! Whole transcripts of the tool: exit code and both streams.
#![expect(clippy::panic, clippy::unwrap_used, reason = "what cannot be set up is a failed test")]

/// Compares with a golden in `snapshots/cli/eventual`.
macro_rules! assert_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("cli/eventual", assert_snapshot, $($golden)+) };
}

mod arguments;
mod aws;
mod deployed;
mod doctor;
/// Against a local AWS; beside the other end-to-end tests, compiled here for the sake of the binary.
#[path = "../../../../snapshots/e2e/tool/mod.rs"]
mod emulated;
mod executions;
mod inspect;
mod local;
mod mistakes;
mod new;
mod server;
mod service;
mod template;
mod transcript;
mod workspace;
