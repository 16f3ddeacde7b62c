//! The time machine: the recorded history of an execution, run against the code of today.
//!
//! Here is the form in which a history is kept as a file ([`History`]), the comparison of what the code does with what is
//! recorded ([`replay`]), how it is told to people and programs, the helper for tests ([`replay_fixtures`]) and the command
//! of hosts ([`command`]). The engine does the replaying; here is no store and no network: whoever has the segments of a
//! history brings them.

mod command;
mod debugger;
mod fixtures;
mod history;
mod judge;
mod line;
mod text;

pub use command::{Arguments, Code, Outcome, command};
pub use debugger::wait_for_debugger;
pub use fixtures::{FixtureError, check_fixtures, replay_fixtures};
pub use history::{EXTENSION, HISTORY_VERSION, History, HistoryError};
pub use judge::{Options, Verdict, replay};
pub use line::{Happened, Made, ReplayedStep, Wait, Watch};
