//! Cancellation: what is waited for is cut off, what is called from then on runs.

use super::context::Context;
use super::slots::Answer;
use crate::error::Error;
use crate::journal::{Decision, Kind};

impl Context {
    /// Cuts off everything that is waited for and not shielded. Tasks and children answer with
    /// [`Error::cancelled`]; what cannot answer with an error stays pending for ever, and if nothing else is under way
    /// when the step is over, the execution ends. Calls made later, for clean-up, are not touched.
    pub(super) fn cancel(&self, reason: &str) {
        let calls = {
            let mut state = self.state.borrow_mut();
            state.cancelled = Some(reason.into());
            state.signals.interrupt();
            state.conditions.interrupt();
            state.slots.interruptible()
        };
        for (seq, kind) in calls {
            // Without data there is nothing that could fail.
            let _ = self.decide(Kind::Cancel, seq, "", || Ok(Decision::Cancel { seq }));
            let waker = {
                let mut state = self.state.borrow_mut();
                state.children.remove(&seq);
                if kind == Kind::Timer {
                    state.slots.close(seq);
                    None
                } else {
                    state.slots.answer(seq, Answer::Failed(Box::new(Error::cancelled_because(reason))))
                }
            };
            if let Some(waker) = waker {
                self.wake(waker);
            }
        }
        let waiting = self.state.borrow().cancel_waiters.all();
        for waker in waiting {
            self.wake(waker);
        }
    }

    /// What until-cancelled futures answer with.
    pub(crate) fn cancellation(&self) -> Error {
        Error::cancelled_because(self.state.borrow().cancelled.as_deref().unwrap_or_default())
    }

    /// Whether the execution was cancelled.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.state.borrow().cancelled.is_some()
    }

    pub(crate) fn wait_for_cancel(&self, id: u32, polled_by: &std::task::Waker) -> bool {
        let mut state = self.state.borrow_mut();
        if state.cancelled.is_some() {
            state.activity += 1;
            state.cancel_waiters.remove(id);
            return true;
        }
        state.cancel_waiters.wait(id, false, polled_by, &self.root);
        false
    }

    pub(crate) fn forget_cancel(&self, id: u32) {
        if let Ok(mut state) = self.state.try_borrow_mut() {
            state.cancel_waiters.remove(id);
        }
    }

    /// Makes calls in `body` safe from cancellation.
    pub(crate) fn shielded<T>(&self, body: impl FnOnce() -> T) -> T {
        struct Lower<'a>(&'a Context);
        impl Drop for Lower<'_> {
            fn drop(&mut self) {
                self.0.state.borrow_mut().shields -= 1;
            }
        }
        self.state.borrow_mut().shields += 1;
        let _lower = Lower(self);
        body()
    }
}
