//! Which resource made a stack fail: the first that failed by itself, wherever it is nested.

use std::fmt;

use crate::assembly::Stack;
use crate::aws::cloudformation::StackEvent;

/// A stack that failed, the cause first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackFailure {
    /// Name of the stack.
    pub stack: String,
    /// What became of it: `UPDATE_ROLLBACK_COMPLETE`.
    pub status: String,
    /// CloudFormation's reason for the stack as a whole.
    pub reason: String,
    /// The resource that failed first, if one did.
    pub cause: Option<ResourceFailure>,
    /// Resources that failed by themselves too.
    pub others: Vec<ResourceFailure>,
}

/// A resource that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceFailure {
    /// Logical id.
    pub logical_id: String,
    /// `AWS::SQS::Queue`.
    pub kind: String,
    /// `CREATE_FAILED`.
    pub status: String,
    /// CloudFormation's reason.
    pub reason: String,
    /// Path of its construct.
    pub path: Option<String>,
    /// Line of the infrastructure program that made it.
    pub source: Option<String>,
}

impl StackFailure {
    /// Reads the cause out of the events of an operation, oldest first, nested stacks included.
    pub(crate) fn new(stack: &Stack, status: String, reason: String, events: &[StackEvent]) -> Self {
        let mut failures: Vec<ResourceFailure> = Vec::new();
        for event in events.iter().filter(|event| fails_by_itself(event)) {
            // A failed creation may fail again when it is rolled back.
            if failures.iter().any(|known| known.logical_id == event.logical_id) {
                continue;
            }
            let origin = stack.origin(&event.logical_id);
            failures.push(ResourceFailure {
                logical_id: event.logical_id.clone(),
                kind: event.kind.clone(),
                status: event.status.clone(),
                reason: event.reason.clone(),
                path: origin.as_ref().map(|origin| origin.path.clone()),
                source: origin.and_then(|origin| origin.source),
            });
        }
        let mut failures = failures.into_iter();
        let cause = failures.next();
        Self { stack: stack.name.clone(), status, reason, cause, others: failures.collect() }
    }

    /// What to do about the cause, where its text says enough.
    pub(crate) fn hint(&self) -> Option<String> {
        let cause = self.cause.as_ref()?;
        let reason = &cause.reason;
        let hint = if reason.contains("already exists") {
            "something of this name is there already: delete it, or give the resource another name"
        } else if reason.contains("is not authorized to perform") || reason.contains("AccessDenied") {
            "the role that CloudFormation acts as (or you, without one) lacks this permission"
        } else if reason.contains("not empty") {
            "empty it first, then run again"
        } else if reason.contains("LimitExceeded") || reason.contains("quota") {
            "ask for a higher quota of this service, or delete what is no longer used"
        } else if self.status.starts_with("ROLLBACK") || self.status == "CREATE_FAILED" {
            "mend the cause and deploy again: what is left of this stack is deleted by itself"
        } else {
            return None;
        };
        Some(hint.to_owned())
    }
}

impl fmt::Display for StackFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Some(cause) => write!(formatter, "{cause}")?,
            None if self.reason.is_empty() => formatter.write_str("CloudFormation gives no reason")?,
            None => formatter.write_str(&self.reason)?,
        }
        for other in &self.others {
            write!(formatter, "\nalso {other}")?;
        }
        write!(formatter, "\nstack `{}` {} ({})", self.stack, outcome(&self.status), self.status)
    }
}

impl fmt::Display for ResourceFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.path.as_ref().unwrap_or(&self.logical_id);
        let verb = match self.status.split('_').next().unwrap_or_default() {
            "CREATE" => "created",
            "UPDATE" => "updated",
            "DELETE" => "deleted",
            "VALIDATION" => "deployed",
            _ => "finished",
        };
        write!(formatter, "`{name}` could not be {verb}: {}", self.reason)?;
        if let Some(source) = &self.source {
            write!(formatter, "\n  --> {source}")?;
        }
        write!(formatter, "\n  {} ({})", self.logical_id, self.kind)
    }
}

/// What a status means for the stack.
fn outcome(status: &str) -> &'static str {
    match status {
        "ROLLBACK_COMPLETE" => "was not created",
        "UPDATE_ROLLBACK_COMPLETE" => "is as it was before",
        "CHANGE_SET_FAILED" => "was not touched",
        "DELETE_FAILED" => "is only partly deleted",
        "DELETE_COMPLETE" => "was deleted",
        _ if status.contains("ROLLBACK") => "could not be brought back to what it was",
        _ => "failed",
    }
}

/// Not because another failed, and not a stack around the one that did.
fn fails_by_itself(event: &StackEvent) -> bool {
    let follows = event.reason.contains("cancelled") || event.reason.contains("Embedded stack");
    event.status.ends_with("_FAILED") && !event.is_of_stack() && !follows
}
