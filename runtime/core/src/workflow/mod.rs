//! Tasks and workflows as the rest of a service sees them: started, signalled, named. What they mean is the
//! engine's affair.

mod id;
mod signal;
mod start;
mod task;
mod token;

pub use id::ExecutionId;
pub use signal::SendSignal;
pub use start::{Start, StartWorkflow, Startable};
pub use task::{TaskScope, task_scope};
pub use token::TaskToken;
