//! `continue_as_new`: the same execution with an empty history.

use crate::error::Error;
use crate::execution::{Context, expect_current};
use crate::journal::Decision;
use crate::payload::Payload;
use serde::Serialize;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context as PollContext, Poll};

/// Ends this run and goes on in a new one with `input` and an empty history: `return continue_as_new(state).await`. For
/// loops that run for years. Signals that were not used come along. Panics outside of a workflow.
#[track_caller]
pub fn continue_as_new<T>(input: impl Serialize) -> ContinueAsNew<T> {
    ContinueAsNew {
        context: expect_current("continue_as_new"),
        input: Payload::of(&input),
        never: PhantomData,
    }
}

/// The future of [`continue_as_new`]. Never ready, hence of any type.
#[must_use = "futures do nothing until they are awaited"]
pub struct ContinueAsNew<T> {
    context: Rc<Context>,
    input: Result<Payload, Error>,
    never: PhantomData<fn() -> T>,
}

impl<T> Future for ContinueAsNew<T> {
    type Output = T;
    fn poll(self: Pin<&mut Self>, _: &mut PollContext<'_>) -> Poll<T> {
        self.context.end_with(match &self.input {
            Ok(input) => Decision::ContinueAsNew { input: input.clone(), signals: Vec::new() },
            Err(error) => Decision::fail(error.clone()),
        });
        Poll::Pending
    }
}

impl<T> fmt::Debug for ContinueAsNew<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContinueAsNew").field("input", &self.input).finish_non_exhaustive()
    }
}
