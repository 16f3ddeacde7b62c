//! [`TaskCall`]: a task called by its bare name.

use super::{RetryPolicy, Task, TaskContext, TaskFuture, TaskOptions};
use crate::error::{Error, Failure, Outcome};
use crate::execution::{Answer, Context, current, is_current};
use crate::journal::{Decision, Kind, Seq};
use crate::leaf::{OnlyInsideAWorkflow, polled_outside};
use crate::payload::Payload;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll, Waker};
use std::time::Duration;

/// A call of a task. Made inside a workflow it is durable: its number is taken now, the task is started when this is
/// first polled, and the result is recorded. Made outside of any workflow it runs the body here and now.
#[must_use = "a durable call does nothing until it is awaited"]
pub struct TaskCall<T: Task> {
    _not_send: PhantomData<*const OnlyInsideAWorkflow>,
    state: State<T>,
}

enum State<T: Task> {
    Made { context: Rc<Context>, seq: Seq, input: T::Input, options: Option<Box<TaskOptions>> },
    Sent { context: Rc<Context>, seq: Seq },
    Direct(T::Input),
    Running(TaskFuture<T::Output>),
    Done,
}

impl<T: Task> TaskCall<T> {
    /// Calls the task. This is what the function of the task's name does.
    #[track_caller]
    pub fn new(input: T::Input) -> Self {
        let state = match current() {
            Some(context) => State::Made { seq: context.mint(), context, input, options: None },
            None => State::Direct(input),
        };
        Self { _not_send: PhantomData, state }
    }

    /// With other retries than the task has by default.
    pub fn retry(self, retry: RetryPolicy) -> Self {
        self.with(|options| options.retry = retry)
    }

    /// With another limit for one attempt.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout = Some(timeout))
    }

    /// With another limit for all attempts together.
    pub fn total_timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.total_timeout = Some(timeout))
    }

    /// With another limit for the silence between two heartbeats.
    pub fn heartbeat_timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.heartbeat_timeout = Some(timeout))
    }

    /// Runs the body here and now, even inside a workflow: nothing is recorded. The future can be sent to threads.
    pub fn local(input: T::Input) -> TaskFuture<T::Output> {
        T::run(input, TaskContext::direct(T::NAME))
    }

    fn with(mut self, change: impl FnOnce(&mut TaskOptions)) -> Self {
        if let State::Made { options, .. } = &mut self.state {
            change(options.get_or_insert_with(|| Box::new(T::options())));
        }
        self
    }
}

impl<T: Task> Unpin for TaskCall<T> {}

impl<T: Task> Future for TaskCall<T> {
    type Output = T::Output;

    #[expect(
        clippy::panic,
        reason = "polling a future after it was ready is a mistake in every Rust program"
    )]
    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<T::Output> {
        let this = &mut *self;
        if let State::Made { .. } | State::Direct(_) = this.state {
            match std::mem::replace(&mut this.state, State::Done) {
                State::Made { context, seq, input, options } => {
                    if let Err(error) = send::<T>(&context, seq, &input, options, cx.waker()) {
                        return Poll::Ready(T::Output::from_result(Err(Failure::from_error(error))));
                    }
                    this.state = State::Sent { context, seq };
                    return Poll::Pending;
                }
                State::Direct(input) => this.state = State::Running(T::direct(input)),
                other => this.state = other,
            }
        }
        match &mut this.state {
            State::Sent { context, seq } => {
                if !is_current(context) {
                    polled_outside("task", T::NAME, context.workflow());
                }
                let Poll::Ready(answer) = context.poll_call(*seq, cx.waker()) else { return Poll::Pending };
                let result = match answer {
                    Answer::Value(value) => match context.read(Kind::Task, *seq, T::NAME, &value) {
                        Some(value) => Ok(value),
                        None => return Poll::Pending,
                    },
                    Answer::Failed(error) => Err(Failure::from_error(*error)),
                    Answer::Fired => return Poll::Pending,
                };
                this.state = State::Done;
                Poll::Ready(T::Output::from_result(result))
            }
            State::Running(body) => body.as_mut().poll(cx),
            _ => panic!("task `{}` was polled after it was ready", T::NAME),
        }
    }
}

fn send<T: Task>(
    context: &Rc<Context>,
    seq: Seq,
    input: &T::Input,
    options: Option<Box<TaskOptions>>,
    polled_by: &Waker,
) -> Result<(), Error> {
    if !is_current(context) {
        polled_outside("task", T::NAME, context.workflow());
    }
    context.call(Kind::Task, seq, T::NAME, polled_by, || {
        let options = options.map_or_else(T::options, |options| *options);
        let options = (options != TaskOptions::default()).then(|| Box::new(options));
        Ok(Decision::Task { seq, name: T::NAME.into(), input: Payload::of(input)?, options })
    })
}

impl<T: Task> Drop for TaskCall<T> {
    /// The task runs on; only its result is not waited for.
    fn drop(&mut self) {
        if let State::Sent { context, seq } = &self.state {
            context.forget(*seq, false);
        }
    }
}

impl<T: Task> fmt::Debug for TaskCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskCall").field("task", &T::NAME).finish_non_exhaustive()
    }
}
