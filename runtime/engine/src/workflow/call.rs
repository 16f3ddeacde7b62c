//! [`WorkflowCall`]: a workflow called by its bare name.

use super::start::{ChildOptions, decide};
use super::{Workflow, WorkflowFuture};
use crate::error::{Failure, Outcome};
use crate::execution::{Answer, Context, current, is_current};
use crate::journal::{Kind, ParentClose, Seq};
use crate::leaf::{OnlyInsideAWorkflow, polled_outside};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};
use std::time::Duration;

/// A call of a workflow. Made inside another workflow it starts a child and waits for it. Made outside of any workflow
/// it runs the body here, with its tasks called directly.
#[must_use = "a durable call does nothing until it is awaited"]
pub struct WorkflowCall<W: Workflow> {
    _not_send: PhantomData<*const OnlyInsideAWorkflow>,
    state: State<W>,
}

enum State<W: Workflow> {
    Made { context: Rc<Context>, seq: Seq, input: W::Input, options: Box<ChildOptions> },
    Sent { context: Rc<Context>, seq: Seq },
    Direct(W::Input),
    Running(WorkflowFuture<W::Output>),
    Done,
}

impl<W: Workflow> WorkflowCall<W> {
    /// Calls the workflow. This is what the function of the workflow's name does.
    #[track_caller]
    pub fn new(input: W::Input) -> Self {
        let state = match current() {
            Some(context) => State::Made { seq: context.mint(), context, input, options: Box::default() },
            None => State::Direct(input),
        };
        Self { _not_send: PhantomData, state }
    }

    /// With this id for the execution.
    pub fn name(self, execution: impl fmt::Display) -> Self {
        self.with(|options| options.execution = Some(execution.to_string()))
    }

    /// With another limit for the execution.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout = Some(timeout))
    }

    /// With another fate when the caller ends first.
    pub fn parent_close(self, close: ParentClose) -> Self {
        self.with(|options| options.parent_close = Some(close))
    }

    fn with(mut self, change: impl FnOnce(&mut ChildOptions)) -> Self {
        if let State::Made { options, .. } = &mut self.state {
            change(options);
        }
        self
    }
}

impl<W: Workflow> Unpin for WorkflowCall<W> {}

impl<W: Workflow> Future for WorkflowCall<W> {
    type Output = W::Output;

    #[expect(
        clippy::panic,
        reason = "polling a future after it was ready is a mistake in every Rust program"
    )]
    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<W::Output> {
        let this = &mut *self;
        if let State::Made { .. } | State::Direct(_) = this.state {
            match std::mem::replace(&mut this.state, State::Done) {
                State::Made { context, seq, input, options } => {
                    if !is_current(&context) {
                        polled_outside("workflow", W::NAME, context.workflow());
                    }
                    if let Err(error) = decide::<W>(&context, seq, &input, *options, Some(cx.waker())) {
                        return Poll::Ready(W::Output::from_result(Err(Failure::from_error(error))));
                    }
                    this.state = State::Sent { context, seq };
                    return Poll::Pending;
                }
                State::Direct(input) => this.state = State::Running(W::run(input)),
                other => this.state = other,
            }
        }
        match &mut this.state {
            State::Sent { context, seq } => {
                if !is_current(context) {
                    polled_outside("workflow", W::NAME, context.workflow());
                }
                let Poll::Ready(answer) = context.poll_call(*seq, cx.waker()) else { return Poll::Pending };
                let result = match answer {
                    Answer::Value(value) => match context.read(Kind::Child, *seq, W::NAME, &value) {
                        Some(value) => Ok(value),
                        None => return Poll::Pending,
                    },
                    Answer::Failed(error) => Err(Failure::from_error(*error)),
                    Answer::Fired => return Poll::Pending,
                };
                this.state = State::Done;
                Poll::Ready(W::Output::from_result(result))
            }
            State::Running(body) => body.as_mut().poll(cx),
            _ => panic!("workflow `{}` was polled after it was ready", W::NAME),
        }
    }
}

impl<W: Workflow> Drop for WorkflowCall<W> {
    /// The child runs on; only its result is not waited for.
    fn drop(&mut self) {
        if let State::Sent { context, seq } = &self.state {
            context.forget(*seq, false);
        }
    }
}

impl<W: Workflow> fmt::Debug for WorkflowCall<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkflowCall").field("workflow", &W::NAME).finish_non_exhaustive()
    }
}
