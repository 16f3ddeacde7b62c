//! The engine from outside: scripts of events and the decisions they must lead to.

#![expect(unreachable_pub, reason = "a test binary has no users")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod handlers;
mod journal;
mod places;
mod random;
mod script;
mod semantics;
mod typed;
