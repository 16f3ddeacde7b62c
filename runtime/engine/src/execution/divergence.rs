//! [`Fault`]: why an execution cannot go on with this code.

use crate::error::Error;
use crate::journal::{Decision, Kind, Seq};
use std::fmt;

/// Why an execution cannot go on with this code.
///
/// A fault is not an outcome: nothing of it is written to the history. The host shows it on the execution, drops the
/// live copy, and tries again when the code was changed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The code does not do what its history says it did.
    #[error(transparent)]
    NotDeterministic(Box<Divergence>),
    /// A value in the history cannot be read as the type the code expects, probably because that type was changed.
    #[error("workflow `{workflow}` cannot read {what}: {error}; give the type back a shape that accepts it")]
    Unreadable {
        /// Name of the workflow.
        workflow: String,
        /// What cannot be read: `the result of call #3, task `charge``.
        what: String,
        /// What is wrong with it.
        error: Box<Error>,
    },
    /// The history contradicts itself: it does not begin with the start, or goes on after the end.
    #[error("the history is damaged: {0}")]
    Damaged(&'static str),
    /// The history is of another workflow.
    #[error("the history is of workflow `{recorded}`, not of `{given}`")]
    WrongWorkflow {
        /// Whose history it is.
        recorded: String,
        /// What was to be run.
        given: String,
    },
}

/// Where code and history part.
#[derive(Clone, Debug, PartialEq)]
pub struct Divergence {
    /// Name of the workflow.
    pub workflow: String,
    /// The step, counted from 0 (the start).
    pub step: usize,
    /// What the code did when the step was recorded. `None`: nothing.
    pub recorded: Option<Call>,
    /// What the code does now. `None`: nothing.
    pub made: Option<Call>,
    /// In a strict replay, the recorded data, if kind and name are the same.
    pub data: Option<String>,
}

/// A call or other decision, as people know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The number of the call, where it has one.
    pub seq: Option<Seq>,
    /// What sort of call.
    pub kind: Kind,
    /// Its name, where it has one.
    pub name: String,
}

impl Call {
    pub(crate) fn new(kind: Kind, seq: Seq, name: &str) -> Self {
        Self { seq: kind.is_numbered().then_some(seq), kind, name: name.to_owned() }
    }

    /// What a decision is about.
    pub fn of(decision: &Decision) -> Self {
        Self::new(decision.kind(), decision.seq().unwrap_or(0), decision.name())
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(seq) = self.seq {
            write!(f, "call #{seq}, ")?;
        }
        write!(f, "{}", self.kind)?;
        if self.name.is_empty() { Ok(()) } else { write!(f, " `{}`", self.name) }
    }
}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "workflow `{}` is not deterministic: at step {} ", self.workflow, self.step)?;
        match (&self.recorded, &self.made, &self.data) {
            (Some(recorded), _, Some(data)) => write!(f, "{recorded} has other data than recorded: {data}")?,
            (Some(recorded), Some(made), None) => {
                write!(f, "it made {recorded}, but on replay makes {made}")?
            }
            (Some(recorded), None, None) => write!(f, "it made {recorded}, but on replay does not")?,
            (None, Some(made), _) => write!(f, "it makes {made} on replay, which it did not make before")?,
            (None, None, _) => f.write_str("its decisions differ")?,
        }
        f.write_str("; guard a change of code with `patched(\"id\")`, or restore what it did")
    }
}

impl std::error::Error for Divergence {}
