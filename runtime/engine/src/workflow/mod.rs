//! Workflows: functions whose progress survives the process.

mod call;
mod entry;
mod handle;
mod name;
mod start;

pub use call::WorkflowCall;
pub use entry::{Body, WorkflowEntry};
pub use handle::WorkflowFn;
pub use name::{LONGEST_NAME, check_name};
pub use start::{ChildOptions, StartedChild, start_child};

use crate::error::Outcome;
use serde::{Serialize, de::DeserializeOwned};
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// The future of a workflow's body. It stays on one thread.
pub type WorkflowFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A workflow, as a type. `#[workflow]` makes one for each function it stands on.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a workflow",
    label = "expected the hidden type of a function annotated with `#[workflow]`"
)]
pub trait Workflow: 'static {
    /// What it takes.
    type Input: Serialize + DeserializeOwned + 'static;
    /// What it returns: a `Result`, as any execution can fail.
    type Output: Outcome + 'static;
    /// Its name, unique within the service.
    const NAME: &'static str;

    /// How long an execution may take unless its start says otherwise.
    fn timeout() -> Option<Duration> {
        None
    }

    /// The body.
    fn run(input: Self::Input) -> WorkflowFuture<Self::Output>;
}
