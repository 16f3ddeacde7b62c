//! Cancellation as workflow code sees it.

use crate::error::Result;
use crate::execution::{Context, expect_current};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};

/// Whether the execution was asked to stop. Panics outside of a workflow.
#[track_caller]
pub fn is_cancelled() -> bool {
    expect_current("is_cancelled").is_cancelled()
}

/// Waits until the execution is asked to stop. Panics outside of a workflow.
#[track_caller]
pub fn cancelled() -> Cancelled {
    let context = expect_current("cancelled");
    Cancelled { id: context.mint_id(), context }
}

/// Runs `future` until it is ready or the execution is asked to stop: then the future is dropped and the answer is
/// [`Error::cancelled`], unless the future itself comes to an end because its calls answer so. What follows may clean
/// up: calls made after the cancellation run as usual. Panics outside of a workflow.
#[track_caller]
pub fn until_cancelled<F: Future>(future: F) -> UntilCancelled<F> {
    UntilCancelled { future: Some(Box::pin(future)), cancelled: cancelled() }
}

/// Keeps a cancellation away from what is awaited inside: a payment that must be followed by its receipt. Panics outside
/// of a workflow.
#[track_caller]
pub fn uncancellable<F: Future>(future: F) -> Uncancellable<F> {
    Uncancellable { context: expect_current("uncancellable"), future: Box::pin(future) }
}

/// The future of [`cancelled`].
#[must_use = "futures do nothing until they are awaited"]
pub struct Cancelled {
    context: Rc<Context>,
    id: u32,
}

impl Future for Cancelled {
    type Output = ();
    fn poll(self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<()> {
        if self.context.wait_for_cancel(self.id, cx.waker()) { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for Cancelled {
    fn drop(&mut self) {
        self.context.forget_cancel(self.id);
    }
}

/// The future of [`until_cancelled`].
#[must_use = "futures do nothing until they are awaited"]
pub struct UntilCancelled<F> {
    future: Option<Pin<Box<F>>>,
    cancelled: Cancelled,
}

impl<F> Unpin for UntilCancelled<F> {}

impl<F: Future> Future for UntilCancelled<F> {
    type Output = Result<F::Output>;
    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(future) = &mut this.future
            && let Poll::Ready(output) = future.as_mut().poll(cx)
        {
            this.future = None;
            return Poll::Ready(Ok(output));
        }
        if Pin::new(&mut this.cancelled).poll(cx).is_ready() {
            this.future = None;
            return Poll::Ready(Err(this.cancelled.context.cancellation()));
        }
        Poll::Pending
    }
}

/// The future of [`uncancellable`].
#[must_use = "futures do nothing until they are awaited"]
pub struct Uncancellable<F> {
    context: Rc<Context>,
    future: Pin<Box<F>>,
}

impl<F> Unpin for Uncancellable<F> {}

impl<F: Future> Future for Uncancellable<F> {
    type Output = F::Output;
    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<F::Output> {
        let this = &mut *self;
        this.context.shielded(|| this.future.as_mut().poll(cx))
    }
}

impl fmt::Debug for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cancelled")
    }
}

impl<F> fmt::Debug for UntilCancelled<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UntilCancelled")
    }
}

impl<F> fmt::Debug for Uncancellable<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Uncancellable")
    }
}
