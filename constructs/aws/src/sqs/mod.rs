//! Queues.

mod queue;

pub use queue::{DeadLetterQueue, Queue, QueueProps};
