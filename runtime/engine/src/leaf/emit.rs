//! Decisions without a result: events for the bus, signals to other executions.

use crate::error::Result;
use crate::execution::{Context, current, expect_current};
use crate::journal::{Decision, Emitted, Kind, Seq, SignalEntry};
use crate::payload::Payload;
use serde::Serialize;

/// The number of a call that is decided later: it is taken when the user makes the call, the decision is made when the
/// call is first polled. Unlike a durable call this can be sent between threads, so builders that also work outside of
/// workflows can keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId(Seq);

/// Takes the next number if a workflow is being polled on this thread; `None` elsewhere.
#[track_caller]
pub fn reserve() -> Option<CallId> {
    let context = current()?;
    Some(CallId(context.mint()))
}

/// Sends events to the bus when the step is written. Panics outside of a workflow.
pub fn emit(call: CallId, events: Vec<Emitted>) {
    let context = expect_current("emit");
    let CallId(seq) = call;
    let name = events.first().map(|event| event.name.clone()).unwrap_or_default();
    // The data were written by the caller already; there is nothing left that could fail.
    let _ = context.decide(Kind::Emit, seq, &name, || Ok(Decision::Emit { seq, events }));
}

/// Sends a signal to another execution when the step is written. Fails only if the signal has no JSON form. Panics outside
/// of a workflow.
pub fn send_signal(call: CallId, execution: &str, name: &'static str, signal: &impl Serialize) -> Result<()> {
    let context: std::rc::Rc<Context> = expect_current("send_signal");
    let CallId(seq) = call;
    context.decide(Kind::SendSignal, seq, name, || {
        let signal = SignalEntry { name: name.into(), payload: Payload::of(signal)?, id: String::new() };
        Ok(Decision::SendSignal { seq, execution: execution.to_owned(), signal })
    })
}
