//! Signals: typed messages to an execution.

use super::{OnlyInsideAWorkflow, polled_outside};
use crate::execution::{Context, SignalHandlerFn, current, expect_current, is_current};
use serde::{Serialize, de::DeserializeOwned};
use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};

/// A message to an execution. `#[derive(Signal)]` names it.
///
/// Signals are buffered by name: one that is sent before anybody waits is kept. Each is taken once, in the order of
/// arrival, by the waiter that was made first; those for which nobody waits go to the handler, if there is one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a signal",
    note = "derive it with `#[derive(Signal)]`"
)]
pub trait Signal: Serialize + DeserializeOwned + 'static {
    /// Its name on the wire.
    const NAME: &'static str;

    /// Waits for the next signal of this name. Panics outside of a workflow.
    #[track_caller]
    fn expect_signal() -> ExpectSignal<Self> {
        let context = expect_current("expect_signal");
        ExpectSignal {
            _not_send: PhantomData,
            id: context.mint_id(),
            context,
            waits: false,
            signal: PhantomData,
        }
    }

    /// Calls `handler` for each signal of this name that nobody waits for, those that came already included. A second
    /// handler replaces the first. Panics outside of a workflow.
    #[track_caller]
    fn on_signal(mut handler: impl FnMut(Self) + 'static) -> SignalHandler {
        let context = expect_current("on_signal");
        let run: SignalHandlerFn = RefCell::new(Box::new(move |number, payload| {
            let signal = current().and_then(|context| context.read_signal(Self::NAME, number, payload));
            if let Some(signal) = signal {
                handler(signal);
            }
        }));
        context.handle_signals(Self::NAME, Some(Rc::new(run)));
        SignalHandler { context, name: Self::NAME }
    }
}

/// The future of [`Signal::expect_signal`].
#[must_use = "futures do nothing until they are awaited"]
pub struct ExpectSignal<S: Signal> {
    _not_send: PhantomData<*const OnlyInsideAWorkflow>,
    context: Rc<Context>,
    id: u32,
    waits: bool,
    signal: PhantomData<fn() -> S>,
}

impl<S: Signal> Future for ExpectSignal<S> {
    type Output = S;

    fn poll(mut self: Pin<&mut Self>, cx: &mut PollContext<'_>) -> Poll<S> {
        let this = &mut *self;
        if !is_current(&this.context) {
            polled_outside("signal", S::NAME, this.context.workflow());
        }
        match this.context.poll_signal(S::NAME, this.id, &mut this.waits, cx.waker()) {
            Some(signal) => {
                this.waits = false;
                Poll::Ready(signal)
            }
            None => Poll::Pending,
        }
    }
}

impl<S: Signal> Drop for ExpectSignal<S> {
    fn drop(&mut self) {
        if self.waits {
            self.context.forget_signal(S::NAME, self.id);
        }
    }
}

impl<S: Signal> fmt::Debug for ExpectSignal<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExpectSignal").field("signal", &S::NAME).finish_non_exhaustive()
    }
}

/// A signal handler. Dropping it changes nothing; [`dispose`](Self::dispose) ends it.
pub struct SignalHandler {
    context: Rc<Context>,
    name: &'static str,
}

impl SignalHandler {
    /// Ends the handler: signals that nobody waits for are kept from now on.
    pub fn dispose(self) {
        self.context.handle_signals(self.name, None);
    }
}

impl fmt::Debug for SignalHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignalHandler").field("signal", &self.name).finish_non_exhaustive()
    }
}
