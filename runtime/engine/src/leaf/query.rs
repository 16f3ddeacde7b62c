//! `on_query`: lets others look at the state of a workflow.

use crate::error::Result;
use crate::execution::expect_current;
use crate::payload::Payload;
use serde::{Serialize, de::DeserializeOwned};
use std::rc::Rc;

/// Answers queries called `name` with what `answer` returns: `on_query("progress", move |()| Ok(done.get()))`. It may look
/// at the state of the workflow and must not change it; durable calls inside it panic. Panics outside of a workflow.
#[track_caller]
pub fn on_query<I: DeserializeOwned, O: Serialize>(
    name: &'static str,
    answer: impl Fn(I) -> Result<O> + 'static,
) {
    let context = expect_current("on_query");
    context.answer_queries(name, Rc::new(move |input: &Payload| Payload::of(&answer(input.read()?)?)));
}
