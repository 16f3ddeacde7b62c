//! `condition`: waits until something holds.

use super::{OnlyInsideAWorkflow, polled_outside};
use crate::execution::{Context, expect_current, is_current};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};

/// Waits until `holds` is true: `condition(move || approved.get()).await`. It is asked after every event of the
/// execution, and must depend only on the state of the workflow and on `now()`. Panics outside of a workflow.
#[track_caller]
pub fn condition<F: FnMut() -> bool>(holds: F) -> Condition<F> {
    let context = expect_current("condition");
    Condition { _not_send: PhantomData, id: context.mint_id(), context, waits: false, holds }
}

/// The future of [`condition`].
#[must_use = "futures do nothing until they are awaited"]
pub struct Condition<F> {
    _not_send: PhantomData<*const OnlyInsideAWorkflow>,
    context: Rc<Context>,
    id: u32,
    waits: bool,
    holds: F,
}

impl<F> Unpin for Condition<F> {}

impl<F: FnMut() -> bool> Future for Condition<F> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<()> {
        let this = &mut *self;
        if !is_current(&this.context) {
            polled_outside("condition", "", this.context.workflow());
        }
        let cut_off = this.waits && this.context.condition_is_cut_off(this.id);
        if !cut_off && (this.holds)() {
            this.context.condition_holds(this.id);
            this.waits = false;
            return Poll::Ready(());
        }
        this.context.wait_for_condition(this.id, &mut this.waits, cx.waker());
        Poll::Pending
    }
}

impl<F> Drop for Condition<F> {
    fn drop(&mut self) {
        if self.waits {
            self.context.forget_condition(self.id);
        }
    }
}

impl<F> fmt::Debug for Condition<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condition")
    }
}
