//! Everything the orchestrator asks of a host, in memory: stores, queues, scheduler, invocations, on a
//! virtual clock.
//!
//! One implementation for the tests of the protocol and for the test environment of users. Every operation
//! goes through one named point at which a test lets things go wrong ([`Memory::disturb`]); by default
//! nothing does. Not here: what drives the orchestrator and runs tasks (`runtime/testing`,
//! `runtime/orchestrator/tests`).

mod agenda;
mod fault;
mod state;
mod stores;

pub use agenda::{Agenda, BusEvent, Delivery, Work};
pub use fault::{Crash, Fault, Operation};
pub use state::{Answer, Kept, Memory, State, at_once};
