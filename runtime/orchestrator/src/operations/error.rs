use eventual_runtime_engine::{Error, ExecutionState};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;

/// Why an operation on executions was refused or did not succeed. [`name`](Self::name) is what programs match on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, thiserror::Error)]
pub enum OperationError {
    /// No execution has this id.
    #[error("there is no execution `{0}`")]
    NotFound(String),
    /// No execution has this id yet: a signal may be faster than the start of a child. Worth another try.
    #[error("there is no execution `{0}`")]
    NotStarted(String),
    /// The execution runs another workflow than the one it was looked up by.
    #[error("the execution `{execution}` is one of workflow `{owner}`, not of `{workflow}`")]
    OtherWorkflow {
        /// Its id.
        execution: String,
        /// The workflow that it runs.
        owner: String,
        /// The workflow that was expected.
        workflow: String,
    },
    /// The id is taken by an execution that was started differently.
    #[error(
        "the execution `{0}` already exists with another workflow, input or parent; choose another name, or start it with the same"
    )]
    AlreadyExists(String),
    /// The execution has ended.
    #[error("the execution `{execution}` is over: it {state}")]
    Over {
        /// Its id.
        execution: String,
        /// How it ended.
        state: ExecutionState,
    },
    /// The execution has not begun yet, or cannot be rebuilt from its history.
    #[error("the execution `{execution}` cannot be asked: {reason}")]
    Unavailable {
        /// Its id.
        execution: String,
        /// Why.
        reason: String,
    },
    /// No attempt of a task has this token.
    #[error("no attempt of a task has this token; a task finds its own with `task_token()` of its context")]
    BadToken,
    /// The attempt of this token has ended.
    #[error("the attempt of this token is over: it was finished, or given up")]
    AttemptOver,
    /// The cursor is not one that a page gave.
    #[error("the page to go on from cannot be read: {0}")]
    BadCursor(String),
    /// The id is not valid, or the workflow's own query handler failed. Keeps its name.
    #[error(transparent)]
    Rejected(#[from] Error),
    /// It is not known whether the operation took place. Trying again is safe.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OperationError {
    /// What kind of error it is: `ExecutionNotFound`.
    pub fn name(&self) -> &str {
        match self {
            Self::NotFound(_) | Self::NotStarted(_) | Self::OtherWorkflow { .. } => "ExecutionNotFound",
            Self::AlreadyExists(_) => "ExecutionAlreadyExists",
            Self::Over { .. } => "ExecutionIsOver",
            Self::Unavailable { .. } => "QueryFailed",
            Self::BadToken => "BadToken",
            Self::AttemptOver => "AttemptOver",
            Self::BadCursor(_) => "BadCursor",
            Self::Rejected(error) => &error.name,
            Self::Store(_) => "StoreFailed",
        }
    }
}

/// As the code of a service sees it.
impl From<OperationError> for Error {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::Rejected(error) => error,
            OperationError::NotStarted(_) | OperationError::Unavailable { .. } | OperationError::Store(_) => {
                Self::new(error.name(), error.to_string())
            }
            _ => Self::new(error.name(), error.to_string()).non_retryable(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_a_name_a_text_and_says_whether_to_retry() {
        let id = || "o-1".to_owned();
        let errors = [
            OperationError::NotFound(id()),
            OperationError::NotStarted(id()),
            OperationError::OtherWorkflow { execution: id(), owner: "ship".into(), workflow: "pay".into() },
            OperationError::AlreadyExists(id()),
            OperationError::Over { execution: id(), state: ExecutionState::Failed },
            OperationError::Unavailable { execution: id(), reason: "it has not begun yet".into() },
            OperationError::BadToken,
            OperationError::AttemptOver,
            OperationError::BadCursor("it is not one that a listing gave".into()),
            OperationError::Rejected(Error::new("UnknownQuery", "no query `x`")),
            OperationError::Store(StoreError("throttled".into())),
        ];
        let shown = errors.map(|error| {
            let error = Error::from(error);
            format!("{error}{}", if error.retryable { " (retry)" } else { "" })
        });
        assert_eq!(
            shown,
            [
                "ExecutionNotFound: there is no execution `o-1`",
                "ExecutionNotFound: there is no execution `o-1` (retry)",
                "ExecutionNotFound: the execution `o-1` is one of workflow `ship`, not of `pay`",
                "ExecutionAlreadyExists: the execution `o-1` already exists with another workflow, input or parent; \
                 choose another name, or start it with the same",
                "ExecutionIsOver: the execution `o-1` is over: it failed",
                "QueryFailed: the execution `o-1` cannot be asked: it has not begun yet (retry)",
                "BadToken: no attempt of a task has this token; a task finds its own with `task_token()` of its \
                 context",
                "AttemptOver: the attempt of this token is over: it was finished, or given up",
                "BadCursor: the page to go on from cannot be read: it is not one that a listing gave",
                "UnknownQuery: no query `x` (retry)",
                "StoreFailed: throttled (retry)",
            ]
        );
    }
}
