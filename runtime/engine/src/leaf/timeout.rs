//! `timeout`: whichever is first, a future or a timer.

use super::{Limit, Timer};
use crate::error::TimedOut;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context as PollContext, Poll};

/// Waits for `future`, but no longer than `limit`: `timeout(Approved::expect_signal(), duration(2, Days)).await`. The
/// limit is a timer or a `std::time::Duration`. If both are ready in the same step the future wins; the loser is
/// dropped. Panics outside of a workflow.
#[track_caller]
pub fn timeout<F: Future>(future: F, limit: impl Limit) -> Timeout<F> {
    Timeout { future: Some(Box::pin(future)), timer: Some(limit.timer()) }
}

/// The future of [`timeout`].
#[must_use = "futures do nothing until they are awaited"]
pub struct Timeout<F: Future> {
    future: Option<Pin<Box<F>>>,
    timer: Option<Timer>,
}

impl<F: Future> Unpin for Timeout<F> {}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, TimedOut>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(future) = &mut this.future
            && let Poll::Ready(output) = future.as_mut().poll(cx)
        {
            // At once: what is not waited for any more must not keep the execution going, nor fire.
            (this.future, this.timer) = (None, None);
            return Poll::Ready(Ok(output));
        }
        if let Some(timer) = &mut this.timer
            && Pin::new(timer).poll(cx).is_ready()
        {
            (this.future, this.timer) = (None, None);
            return Poll::Ready(Err(TimedOut));
        }
        Poll::Pending
    }
}

impl<F: Future> fmt::Debug for Timeout<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timeout").field("timer", &self.timer).finish_non_exhaustive()
    }
}
