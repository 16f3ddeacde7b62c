//! Histories against code that stayed and code that changed.

#![expect(unreachable_pub, reason = "a test binary has no users")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

/// Compares with a golden in `snapshots/journals`.
macro_rules! assert_golden {
    ($($golden:tt)+) => { eventual_snapshots::golden!("journals", assert_snapshot, $($golden)+) };
}

mod debugger;
mod files;
mod fixtures;
mod shop;
mod told;
mod verdicts;
