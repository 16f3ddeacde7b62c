use serde::Serialize;

use crate::diff::AccessChange;

/// Who started the work: is told what happens, and asked before permissions grow. The library itself prints nothing.
pub trait Audience: Sync {
    /// Something happened. Called from one task at a time, in order.
    fn hear(&self, event: Event);

    /// Whether a stack may be deployed that allows more than before. Asked only when [`Approval`](crate::Approval)
    /// says so; what ends with `false` is [`Error::NotApproved`](crate::Error::NotApproved).
    fn approves(&self, stack: &str, changes: &[AccessChange]) -> bool;
}

/// What happens while something is deployed or destroyed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Event {
    /// Something went another way than planned, and goes on.
    Warning {
        /// The whole sentence.
        message: String,
    },
    /// Files are about to be published.
    Publishing {
        /// How many.
        files: usize,
    },
    /// A file is where CloudFormation finds it.
    Published {
        /// Name for people.
        name: String,
        /// Bytes sent; `None` if it was there already.
        uploaded: Option<u64>,
    },
    /// A change set is being made.
    Planning {
        /// Name of the stack.
        stack: String,
    },
    /// An operation on a stack begins, or is joined.
    Started {
        /// Name of the stack.
        stack: String,
        /// What is done to it.
        operation: Operation,
        /// How many resources it will touch, as far as is known.
        resources: usize,
    },
    /// A resource of a stack, or of a stack in it, took a step.
    Resource(Step),
    /// The operation is over and went well.
    Finished {
        /// Name of the stack.
        stack: String,
        /// What was done to it.
        operation: Operation,
    },
    /// The stack is as the assembly wants it; nothing was done.
    Unchanged {
        /// Name of the stack.
        stack: String,
    },
    /// There is no such stack; nothing was to be destroyed.
    Absent {
        /// Name of the stack.
        stack: String,
    },
}

/// What is done to a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Operation {
    /// It is made.
    Create,
    /// It is changed.
    Update,
    /// It is deleted.
    Delete,
    /// What is left of a failed creation is deleted, to make it anew.
    CleanUp,
    /// A rollback that stopped half-way is continued.
    Recover,
    /// An operation that was going on when we came is waited for.
    Attach,
}

/// A step of one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Name of the stack of the assembly, also for resources of a stack nested in it.
    pub stack: String,
    /// Logical id.
    pub logical_id: String,
    /// Path of the construct, if the assembly knows the resource.
    pub path: Option<String>,
    /// `AWS::Lambda::Function`.
    pub kind: String,
    /// CloudFormation's word: `CREATE_IN_PROGRESS`.
    pub status: String,
    /// The same in four classes.
    pub phase: Phase,
    /// CloudFormation's reason, where it gives one.
    pub reason: Option<String>,
    /// How many resources are through, this one included.
    pub done: usize,
    /// How many there are to do; grows when nested stacks turn out to have more.
    pub total: usize,
}

/// How far a resource is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Being worked on.
    Going,
    /// As it should be.
    Done,
    /// Left where it is, though its stack goes.
    Kept,
    /// Failed.
    Failed,
}

impl Phase {
    /// The phase of a status of CloudFormation.
    pub(crate) fn of(status: &str) -> Self {
        match status {
            "DELETE_SKIPPED" => Self::Kept,
            _ if status.ends_with("_FAILED") => Self::Failed,
            _ if status.ends_with("_COMPLETE") => Self::Done,
            _ => Self::Going,
        }
    }
}
