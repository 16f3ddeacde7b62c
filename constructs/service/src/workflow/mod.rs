//! What runs durable workflows: a table and a bucket that hold them, queues that wake them, schedules for what is far
//! off; the orchestrator, one function per task, the operator.
//!
//! A message to an execution goes into the FIFO queue, whose group is the execution. FIFO queues have no delay per
//! message and cannot take the failures of functions: for both there is the relay queue, a standard one, from which the
//! orchestrator forwards.

mod engine;
mod functions;
mod policy;
mod resources;
mod stores;

pub(crate) use engine::Engine;
pub(crate) use functions::Maker;
pub use resources::WorkflowResources;
