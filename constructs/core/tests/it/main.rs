//! The public API of the construct tree, and what it synthesizes.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

/// Compares with a golden in `snapshots/templates/core`.
macro_rules! assert_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("templates/core", assert_snapshot, $($golden)+) };
}

/// Compares with a golden in `snapshots/templates/core`.
macro_rules! assert_json_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("templates/core", assert_json_snapshot, $($golden)+) };
}

mod support;

mod assembly;
mod assets;
mod checks;
mod references;
mod resources;
mod stacks;
mod tree;
mod write;
