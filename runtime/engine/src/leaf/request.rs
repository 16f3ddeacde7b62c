//! Calls that are numbered when they are made and decided when they are first polled, by futures that can be sent between
//! threads: requests to data primitives, events for the bus, signals to other executions.

use super::polled_outside;
use crate::error::Result;
use crate::execution::{Answer, Context, current};
use crate::journal::{Decision, Emitted, Kind, Seq, SignalEntry};
use crate::payload::Payload;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::num::NonZeroU64;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};

/// The number of a call that is decided later: it is taken when the user makes the call, the decision is made when the
/// call is first polled. Unlike a durable call this can be sent between threads, so builders that also work outside of
/// workflows can keep it. It is valid only in the live execution that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId {
    execution: NonZeroU64,
    seq: Seq,
    workflow: &'static str,
}

impl CallId {
    /// The execution that gave the number. Panics if another one is being polled, or none.
    fn context(self, what: &str, name: &str) -> Rc<Context> {
        match current() {
            Some(context) if context.token == self.execution => context,
            _ => polled_outside(what, name, self.workflow),
        }
    }
}

/// Takes the next number if a workflow is being polled on this thread; `None` elsewhere.
#[track_caller]
pub fn reserve() -> Option<CallId> {
    let context = current()?;
    Some(CallId { execution: context.token, seq: context.mint(), workflow: context.workflow() })
}

/// Sends events to the bus when the step is written. Panics outside of the workflow that made the call.
pub fn emit(call: CallId, events: Vec<Emitted>) {
    let name = events.first().map(|event| event.name.clone()).unwrap_or_default();
    let (context, seq) = (call.context("event", &name), call.seq);
    // The data were written by the caller already; there is nothing left that could fail.
    let _ = context.decide(Kind::Emit, seq, &name, || Ok(Decision::Emit { seq, events }));
}

/// Sends a signal to another execution when the step is written. Fails only if the signal has no JSON form. Panics outside
/// of the workflow that made the call.
pub fn send_signal(call: CallId, execution: &str, name: &'static str, signal: &impl Serialize) -> Result<()> {
    let (context, seq) = (call.context("signal", name), call.seq);
    context.decide(Kind::SendSignal, seq, name, || {
        let signal = SignalEntry { name: name.into(), payload: Payload::of(signal)?, id: String::new() };
        Ok(Decision::SendSignal { seq, execution: execution.to_owned(), signal })
    })
}

/// Asks a data primitive of the service for something. `name` is `<primitive>.<verb>:<target>`, `entity.get:Order`: on
/// replay the call must have the same. Carried out when the step is written; the answer is recorded.
pub fn request(call: CallId, name: impl Into<Cow<'static, str>>, input: Payload) -> Response {
    Response { call, name: name.into(), state: State::Made(input) }
}

/// The future of [`request`]. Ready with what the primitive answered, as JSON. Panics if it is polled in another workflow
/// than the one that made the call.
#[must_use = "a request does nothing until it is awaited"]
pub struct Response {
    call: CallId,
    name: Cow<'static, str>,
    state: State,
}

enum State {
    Made(Payload),
    Sent,
    Done,
}

impl Future for Response {
    type Output = Result<Payload>;

    #[expect(
        clippy::panic,
        reason = "polling a future after it was ready is a mistake in every Rust program"
    )]
    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<Result<Payload>> {
        let this = &mut *self;
        let (context, seq) = (this.call.context("request", &this.name), this.call.seq);
        match std::mem::replace(&mut this.state, State::Sent) {
            State::Made(input) => {
                let name = this.name.clone();
                let sent = context.call(Kind::Request, seq, &this.name, cx.waker(), || {
                    Ok(Decision::Request { seq, name, input })
                });
                match sent {
                    Ok(()) => Poll::Pending,
                    Err(error) => {
                        this.state = State::Done;
                        Poll::Ready(Err(error))
                    }
                }
            }
            State::Sent => {
                let result = match context.poll_call(seq, cx.waker()) {
                    Poll::Ready(Answer::Value(value)) => Ok(value),
                    Poll::Ready(Answer::Failed(error)) => Err(*error),
                    Poll::Ready(Answer::Fired) | Poll::Pending => return Poll::Pending,
                };
                this.state = State::Done;
                Poll::Ready(result)
            }
            State::Done => panic!("request `{}` was polled after it was ready", this.name),
        }
    }
}

impl Drop for Response {
    /// The request is carried out; only its answer is not waited for.
    fn drop(&mut self) {
        if let State::Sent = self.state
            && let Some(context) = current().filter(|it| it.token == self.call.execution)
        {
            context.forget(self.call.seq, false);
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("request", &self.name).finish_non_exhaustive()
    }
}
