//! What every host of a service must answer, as one table of cases with one expected column.
//!
//! The service here is small; [`CASES`] use it through its commands and its operator API, on any [`Host`]: the test
//! environment (with faults and without), the local server, and a deployed stack. A difference between hosts is a bug. Not
//! here: the hosts (`tests/it`, `snapshots/e2e`).

pub mod bus;
mod cases;
pub mod commands;
mod host;
pub mod tasks;
pub mod workflows;

pub use cases::{CASES, Case};
pub use host::{Host, Talk};

eventual::service!(
    /// Answers the cases.
    pub struct Conformance = "conformance"
);
