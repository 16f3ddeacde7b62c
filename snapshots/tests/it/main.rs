//! Promises and house rules.

#[expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
mod agreement;
mod tidy;
