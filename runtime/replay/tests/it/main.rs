//! Histories against code that stayed and code that changed.

#![expect(unreachable_pub, reason = "a test binary has no users")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod debugger;
mod files;
mod fixtures;
mod shop;
mod told;
mod verdicts;
