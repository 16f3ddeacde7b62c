//! The orchestrator of durable executions: from messages to history, and from history to effects.
//!
//! Here is the protocol that keeps an execution correct when processes die, deliveries repeat and two orchestrators work
//! at once. Here is no network, no clock, no async runtime and no store: a host implements [`HistoryStore`],
//! [`ExecutionTable`], [`TaskTable`] and [`Effects`] over what it has. What they must promise is a conditional write each.
//!
//! The rules:
//!
//! * History is the truth: immutable segments, numbered from 1. Segment n + 1 is written only if it is absent; that write is
//!   the one moment in which messages become history. Of two orchestrators one wins, the other reads again.
//! * Effects come after the commit, side by side where order means nothing, and are done again after a crash until the row says that they were. Each is
//!   recognised by whom it reaches: a task attempt by its claim, a message by call number or id, a delay by its name. The
//!   bus recognises nothing: events are emitted *at least* once, with an id by which consumers can tell.
//! * The answers to requests are applied in the same invocation, as messages; until they are history, the row does not say
//!   that the requests were done. A host does a request once, by its call.
//! * A message is dropped as old news only under a view that was checked: by a successful commit, or by reading that the
//!   next segment does not exist.
//! * A report about a task changes its record first; then what the record says is done, however often the report comes.
//! * What cannot be run with the present code is put off with growing pauses, visible on the row; at last it is closed
//!   with the reason.

mod effect;
mod error;
mod ledger;
mod live;
mod message;
pub mod operations;
mod orchestrator;
mod perform;
mod record;
mod report;
mod row;
mod segment;
mod stores;
mod together;
mod warm;
mod worker;

pub use error::StoreError;
pub use message::{CallKey, Caller, Message, Report, Request, Start, What};
pub use orchestrator::Orchestrator;
pub use record::TaskRecord;
pub use row::Row;
pub use segment::Segment;
pub use stores::{Delayed, Effects, ExecutionTable, HistoryStore, Stores, TaskTable, Written, refuse};
pub use together::together;
pub use worker::{Job, claim, finish, heartbeat};
