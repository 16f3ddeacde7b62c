//! Tasks: functions that run elsewhere, are recorded once, and may be tried again.

mod call;
mod context;
mod handle;
mod options;
mod run;

pub use call::TaskCall;
pub use context::{TaskContext, TaskHost, TaskInfo};
pub(crate) use handle::into_payload;
pub use handle::{TaskEntry, TaskFn};
pub use options::{RetryPolicy, TaskOptions};
pub use run::{Attempt, FailedAttempt, Heartbeat, TaskRun, Verdict};

use crate::error::{Error, Failure, Outcome};
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;
use std::pin::Pin;

/// The future of a task's body.
pub type TaskFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A task, as a type. `#[task]` makes one for each function it stands on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a task",
    label = "expected the hidden type of a function annotated with `#[task]`"
)]
pub trait Task: 'static {
    /// What it takes.
    type Input: Serialize + DeserializeOwned + Send + 'static;
    /// What it returns: a `Result`, as any call can fail.
    type Output: Outcome + 'static;
    /// Its name, unique within the service.
    const NAME: &'static str;

    /// How it is run unless the call says otherwise.
    fn options() -> TaskOptions {
        TaskOptions::default()
    }

    /// Runs the body once.
    fn run(input: Self::Input, context: TaskContext) -> TaskFuture<Self::Output>;

    /// What a call outside of any workflow does: it runs the body.
    #[doc(hidden)]
    fn direct(input: Self::Input) -> TaskFuture<Self::Output> {
        Self::run(input, TaskContext::direct(Self::NAME))
    }
}

/// What a call outside of any workflow does in a program that does not hold the body.
#[doc(hidden)]
pub fn only_in_a_workflow<T: Task>() -> TaskFuture<T::Output> {
    let message = format!(
        "task `{0}` was called outside of a workflow; call it in a workflow, or run its body here with \
         `TaskCall::local(..)`",
        T::NAME
    );
    let error = Error::new("NotInAWorkflow", message).non_retryable();
    Box::pin(async { T::Output::from_result(Err(Failure::from_error(error))) })
}
