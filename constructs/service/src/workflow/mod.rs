//! What runs durable workflows: a table and a bucket that hold them, queues that wake them, schedules for what is far
//! off; the orchestrator, one function per task, the operator.
//!
//! A message to an execution goes into the FIFO queue, whose group is the execution. FIFO queues have no delay per
//! message and cannot take the failures of functions: for both there is the relay queue, a standard one, from which the
//! orchestrator forwards.

mod check;
mod engine;
mod functions;
mod policy;
mod props;
mod resources;
mod stores;

pub(crate) use check::check;
pub(crate) use engine::Engine;
pub(crate) use functions::{tasks, workflows};
pub(crate) use policy::{environment, statements};
pub use props::WorkflowProps;
pub use resources::WorkflowResources;
pub(crate) use stores::ORCHESTRATOR_TIMEOUT;
