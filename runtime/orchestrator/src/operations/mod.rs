//! What can be asked of executions from outside: start, signal, cancel, terminate, query, list, read the history, and
//! report on a task by its token.
//!
//! Each host calls these, so that checks, names of errors and texts are the same on AWS, in the local server, in tests
//! and for operators. Not here: running executions ([`Orchestrator`](crate::Orchestrator)) and task attempts
//! ([`claim`](crate::claim)).

mod control;
mod error;
mod history;
mod list;
mod query;
mod token;

pub use control::{cancel, find, running, signal, start, terminate};
pub use error::OperationError;
pub use history::history;
pub use list::{Cursor, Index, Listing, Page};
pub use query::{Question, query};
pub use token::{ReportOutcome, TaskToken, complete, heartbeat};
