//! Every route, through requests and answers as they travel, over a host in memory.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod executions;
mod history;
mod host;
mod listing;
mod mistakes;
mod queries;
mod service;
mod stores;
mod tasks;
mod told;
