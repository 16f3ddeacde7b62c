//! The bare name of a task as its handle, and its type-erased entry for hosts.

use super::{Task, TaskCall, TaskContext, TaskFuture, TaskOptions};
use crate::error::{Failure, Outcome, Result};
use crate::payload::Payload;

/// A function annotated with `#[task]`: what stands behind `mock_task(charge)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a task",
    label = "expected a function annotated with `#[task]`"
)]
pub trait TaskFn<A>: Copy {
    /// The task.
    type Task: Task;
}

impl<F, T: Task> TaskFn<()> for F
where
    F: Fn() -> TaskCall<T> + Copy,
{
    type Task = T;
}

macro_rules! task_fn {
    ($($arg:ident),+) => {
        impl<F, T: Task, $($arg),+> TaskFn<($($arg,)+)> for F
        where
            F: Fn($($arg),+) -> TaskCall<T> + Copy,
        {
            type Task = T;
        }
    };
}

task_fn!(A);
task_fn!(A, B);
task_fn!(A, B, C);
task_fn!(A, B, C, D);
task_fn!(A, B, C, D, E);
task_fn!(A, B, C, D, E, G);
task_fn!(A, B, C, D, E, G, H);
task_fn!(A, B, C, D, E, G, H, I);

/// A task without its types, for the host that runs it.
#[derive(Clone, Copy, Debug)]
pub struct TaskEntry {
    /// Its name.
    pub name: &'static str,
    /// How it is run unless the call says otherwise.
    pub options: fn() -> TaskOptions,
    /// Reads the input, runs the body once, writes the value. A panic goes through to the caller.
    pub run: fn(Payload, TaskContext) -> TaskFuture<Result<Payload>>,
}

impl TaskEntry {
    /// The entry of a task.
    pub const fn of<T: Task>() -> Self {
        Self { name: T::NAME, options: T::options, run: run::<T> }
    }
}

fn run<T: Task>(input: Payload, context: TaskContext) -> TaskFuture<Result<Payload>> {
    match input.read::<T::Input>() {
        Ok(input) => {
            let body = T::run(input, context);
            Box::pin(async move { into_payload::<T::Output>(body.await) })
        }
        // The same input will not become readable.
        Err(error) => Box::pin(std::future::ready(Err(error.non_retryable()))),
    }
}

/// What a body returned, as it is recorded.
pub(crate) fn into_payload<O: Outcome>(outcome: O) -> Result<Payload> {
    match outcome.into_result() {
        Ok(value) => Payload::of(&value),
        Err(failure) => Err(failure.to_error()),
    }
}
