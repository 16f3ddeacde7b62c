//! Executions: the orchestrator on threads of its own, over the store, and what it asks of the world.

mod attempt;
mod handover;
mod recover;
pub(crate) mod shard;
mod stores;
pub(crate) mod timers;

pub(crate) use recover::next_number;
pub(crate) use shard::Shard;
pub(crate) use timers::{Due, Timers};
