//! `spawn`: runs a future beside the rest of the workflow.

use crate::execution::{Context, expect_current};
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll, Waker};

/// Runs a future beside the rest of the workflow, always in the same order. It need not be `Send`. When the workflow
/// returns, what is still running is dropped. A panic in it fails the workflow. Panics outside of a workflow.
#[track_caller]
pub fn spawn<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    let context = expect_current("spawn");
    let result = Rc::new(RefCell::new(Slot { value: None, waker: None }));
    let slot = Rc::clone(&result);
    let id = context.spawn(Box::pin(async move {
        let value = future.await;
        let waker = {
            let mut slot = slot.borrow_mut();
            slot.value = Some(value);
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }));
    JoinHandle { context, id, result }
}

/// Waits for a spawned future. Dropping it lets the future run on; once [aborted](Self::abort) it is never ready.
pub struct JoinHandle<T> {
    context: Rc<Context>,
    id: u32,
    result: Rc<RefCell<Slot<T>>>,
}

struct Slot<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

impl<T> JoinHandle<T> {
    /// Drops the future before its next poll.
    pub fn abort(&self) {
        self.context.abort(self.id);
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = T;
    fn poll(self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<T> {
        let mut slot = self.result.borrow_mut();
        match slot.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                slot.waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("id", &self.id).finish_non_exhaustive()
    }
}
