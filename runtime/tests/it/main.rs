//! The macros and the runtime together, through the facade.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod command;
mod durable;
mod event;
mod failure;
mod middleware;
mod support;
mod ui;
