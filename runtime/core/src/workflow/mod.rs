//! Tasks and workflows as the rest of a service sees them: started, signalled, named. What they mean is the
//! engine's affair.

mod execution;
mod id;
mod list;
mod signal;
mod start;
mod task;
mod token;

pub use eventual_runtime_engine::ExecutionStatus;
pub use execution::{Execution, ExecutionDetails, FindExecutions};
pub use id::ExecutionId;
pub use list::{ExecutionPage, ListExecutions, Listed};
pub use signal::SendSignal;
pub use start::{Start, StartWorkflow, Startable};
pub use task::{TaskScope, task_scope};
pub use token::TaskToken;

use eventual_runtime_engine::{Error, Result, in_workflow};

/// What looks at other executions sees another thing each time: a workflow would not replay.
fn not_in_workflows(asked: &str) -> Result<()> {
    if !in_workflow() {
        return Ok(());
    }
    let message =
        format!("a workflow cannot use `{asked}` on other executions: do it in a task, and call the task");
    Err(Error::new("NotInWorkflows", message).non_retryable())
}
