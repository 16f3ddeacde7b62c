//! The macros and the runtime together, through the facade.

mod command;
mod durable;
mod event;
mod middleware;
mod support;
