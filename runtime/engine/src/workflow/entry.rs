//! [`WorkflowEntry`]: a workflow without its types, for the engine.

use super::Workflow;
use crate::error::Result;
use crate::payload::Payload;
use crate::task::into_payload;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

/// A workflow's body without its types.
pub type Body = Pin<Box<dyn Future<Output = Result<Payload>>>>;

/// A workflow without its types.
#[derive(Clone, Copy, Debug)]
pub struct WorkflowEntry {
    /// Its name.
    pub name: &'static str,
    /// How long an execution may take unless its start says otherwise.
    pub timeout: fn() -> Option<Duration>,
    /// Reads the input and makes the body. Fails if the input cannot be read.
    pub run: fn(&Payload) -> Result<Body>,
}

impl WorkflowEntry {
    /// The entry of a workflow.
    pub const fn of<W: Workflow>() -> Self {
        Self { name: W::NAME, timeout: W::timeout, run: run::<W> }
    }
}

fn run<W: Workflow>(input: &Payload) -> Result<Body> {
    let body = W::run(input.read()?);
    Ok(Box::pin(async move { into_payload(body.await) }))
}
