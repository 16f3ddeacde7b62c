//! Children that are started and not waited for.

use crate::error::Result;
use crate::execution::{Context, expect_current};
use crate::journal::{Decision, Kind, ParentClose, Seq};
use crate::payload::Payload;
use crate::workflow::{Workflow, check_name};
use std::task::Waker;
use std::time::Duration;

/// How a child runs.
#[derive(Clone, Debug, Default)]
pub struct ChildOptions {
    /// Its id; derived from its parent's if there is none.
    pub execution: Option<String>,
    /// How long it may take, if not as its definition says.
    pub timeout: Option<Duration>,
    /// What becomes of it when its parent ends first. A child that is waited for is cancelled by default, one that was
    /// only started runs on.
    pub parent_close: Option<ParentClose>,
}

/// A child that was started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartedChild {
    /// Its id.
    pub execution: String,
}

/// Starts a child workflow without waiting for it: it is started when the step of the caller was written. Fails only if
/// the input has no JSON form. Panics outside of a workflow.
#[track_caller]
pub fn start_child<W: Workflow>(input: &W::Input, options: ChildOptions) -> Result<StartedChild> {
    let context = expect_current("start");
    let seq = context.mint();
    let execution = options.execution.clone();
    let execution = execution.unwrap_or_else(|| Decision::child_id(context.execution(), context.run(), seq));
    decide::<W>(&context, seq, input, options, None)?;
    Ok(StartedChild { execution })
}

/// Makes the decision that starts a child, and waits for it if it is polled by somebody.
pub(super) fn decide<W: Workflow>(
    context: &Context,
    seq: Seq,
    input: &W::Input,
    options: ChildOptions,
    polled_by: Option<&Waker>,
) -> Result<()> {
    // No name is better than one that no store holds: then what was decided could never be done.
    options.execution.as_deref().map_or(Ok(()), check_name)?;
    let wait = polled_by.is_some();
    let close = options.parent_close.unwrap_or(if wait { ParentClose::Cancel } else { ParentClose::Abandon });
    let make = || {
        let ChildOptions { execution, timeout, .. } = options;
        Ok(Decision::Child {
            seq,
            name: W::NAME.into(),
            execution,
            input: Payload::of(input)?,
            timeout,
            wait,
        })
    };
    match polled_by {
        Some(waker) => context.call(Kind::Child, seq, W::NAME, waker, make)?,
        None => context.decide(Kind::Child, seq, W::NAME, make)?,
    }
    context.adopt(seq, close);
    Ok(())
}
