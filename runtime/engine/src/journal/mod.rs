//! What is written down of an execution: steps, each an event and the decisions it led to.

mod decision;
mod event;
mod text;
mod wire;

pub use decision::{Decision, Emitted, Kind, ParentClose, SignalEntry};
pub(crate) use event::mix;
pub use event::{HistoryEvent, Occurrence, Parent, Started};
pub use text::{JOURNAL_VERSION, JournalError, decode, encode, encode_header};

/// The number of a durable call within its execution, in the order the calls were made.
pub type Seq = u32;

/// One step of an execution: what happened, and what the workflow decided because of it.
///
/// A step is the unit of persistence: it is written whole or not at all, and its decisions are carried out only
/// after it was written. Carrying out a decision twice must have one effect; `(execution, seq)` identifies it.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What happened.
    pub event: HistoryEvent,
    /// What was decided, ordered by [`Decision::key`].
    pub decisions: Vec<Decision>,
}
