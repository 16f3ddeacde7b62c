//! Timers: `duration`, `time`, `sleep`, and the clock they run by.

use super::{OnlyInsideAWorkflow, polled_outside};
use crate::execution::{Context, expect_current, is_current};
use crate::journal::{Decision, Kind, Seq};
use crate::time::{Timestamp, Unit};
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};
use std::time::Duration;

/// Waits for a length of time, counted from now: `duration(1, Day).await`. Any length, to the host's precision (a
/// second or better). Panics outside of a workflow.
#[track_caller]
pub fn duration(count: u64, unit: Unit) -> Timer {
    Timer::after("duration", unit.times(count))
}

/// Waits for a length of time, counted from now. Panics outside of a workflow.
#[track_caller]
pub fn sleep(length: Duration) -> Timer {
    Timer::after("sleep", length)
}

/// Waits until a point in time; not at all if it has passed. Panics outside of a workflow.
#[track_caller]
pub fn time(at: impl Into<Timestamp>) -> Timer {
    Timer::new(expect_current("time"), at.into())
}

/// The time of the event that the workflow is answering: the same on every replay. Panics outside of a workflow.
#[track_caller]
pub fn now() -> Timestamp {
    expect_current("now").now()
}

/// A durable timer. Its clock runs from when it was made; dropping it cancels it.
#[must_use = "a timer does nothing until it is awaited"]
#[derive(Debug)]
pub struct Timer {
    _not_send: PhantomData<*const OnlyInsideAWorkflow>,
    context: Handle,
    seq: Seq,
    at: Timestamp,
    state: State,
}

#[derive(Debug, PartialEq)]
enum State {
    Made,
    Sent,
    Done,
}

/// Keeps the context out of `Debug`.
struct Handle(Rc<Context>);

impl std::fmt::Debug for Handle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.execution())
    }
}

impl Timer {
    #[track_caller]
    fn after(what: &str, length: Duration) -> Self {
        let context = expect_current(what);
        let at = context.now() + length;
        Self::new(context, at)
    }

    #[track_caller]
    fn new(context: Rc<Context>, at: Timestamp) -> Self {
        let seq = context.mint();
        Self { _not_send: PhantomData, context: Handle(context), seq, at, state: State::Made }
    }

    /// When it is due.
    pub fn due(&self) -> Timestamp {
        self.at
    }
}

/// How long something may take: a timer, or a length of time that runs from now.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no limit of time",
    label = "expected `duration(2, Days)`, `time(..)` or a `std::time::Duration`"
)]
pub trait Limit {
    /// The timer. Panics outside of a workflow.
    #[track_caller]
    fn timer(self) -> Timer;
}

impl Limit for Timer {
    fn timer(self) -> Timer {
        self
    }
}

impl Limit for Duration {
    #[track_caller]
    fn timer(self) -> Timer {
        sleep(self)
    }
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<()> {
        if !is_current(&self.context.0) {
            polled_outside("timer", "", self.context.0.workflow());
        }
        let (seq, at) = (self.seq, self.at);
        if self.state == State::Made {
            // Without data there is nothing that could fail.
            let _ = self.context.0.call(Kind::Timer, seq, "", cx.waker(), || Ok(Decision::Timer { seq, at }));
            self.state = State::Sent;
            return Poll::Pending;
        }
        if self.state == State::Sent && self.context.0.poll_call(seq, cx.waker()).is_ready() {
            self.state = State::Done;
        }
        if self.state == State::Done { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        if self.state == State::Sent {
            self.context.0.forget(self.seq, is_current(&self.context.0));
        }
    }
}
