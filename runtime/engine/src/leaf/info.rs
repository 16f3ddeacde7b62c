//! What a workflow may know about its execution.

use crate::execution::{current, expect_current};

/// Which execution is running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionInfo {
    /// Its id.
    pub execution: String,
    /// Name of its workflow.
    pub workflow: &'static str,
    /// How many runs came before, joined by `continue_as_new`.
    pub run: u32,
}

/// Which execution is running. Panics outside of a workflow.
#[track_caller]
pub fn execution_info() -> ExecutionInfo {
    let context = expect_current("execution_info");
    ExecutionInfo {
        execution: context.execution().to_owned(),
        workflow: context.workflow(),
        run: context.run(),
    }
}

/// Whether a workflow is being polled on this thread.
pub fn in_workflow() -> bool {
    current().is_some()
}

/// Whether what happens now happened before and is only repeated: logs should be silent then, so that each line appears
/// once. `false` outside of a workflow, and in a [`Replay`](crate::Replay) that somebody watches. Never decide anything by it.
pub fn is_replaying() -> bool {
    current().is_some_and(|context| context.is_silent())
}
