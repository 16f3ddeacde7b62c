//! The function of a task.

use eventual_runtime_engine::{Task, TaskEntry};

use super::{Answer, Invocation, InvocationError};

/// The entry of a task.
pub fn task_entry<T: Task>(invocation: Invocation) -> Answer {
    entry(invocation, TaskEntry::of::<T>())
}

fn entry(_: Invocation, task: TaskEntry) -> Answer {
    let message = format!("nobody runs the task `{}` yet", task.name);
    Box::pin(async move { Err(InvocationError { error_type: "NotBuilt".to_owned(), message }) })
}
