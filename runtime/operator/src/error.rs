//! [`OperatorError`]: a refusal.

use std::fmt;

use eventual_runtime_orchestrator::StoreError;
use eventual_runtime_orchestrator::operations::OperationError;
use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::host::HostError;

/// Why something was not done: what was asked, what is allowed, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperatorError {
    /// HTTP status.
    #[serde(skip)]
    pub status: StatusCode,
    /// What kind of refusal it is, for programs: `ExecutionNotFound`.
    pub code: String,
    /// What happened, for people.
    pub message: String,
    /// What to do about it, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl OperatorError {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into(), hint: None }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// `code` is `ExecutionNotFound` and the like.
    pub(crate) fn not_found(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for OperatorError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for OperatorError {}

impl From<StoreError> for OperatorError {
    fn from(error: StoreError) -> Self {
        let message = format!("a store did not answer: {error}");
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Unavailable", message).hint("try again in a moment")
    }
}

impl From<OperationError> for OperatorError {
    fn from(error: OperationError) -> Self {
        let status = match error {
            OperationError::NotFound(_)
            | OperationError::NotStarted(_)
            | OperationError::OtherWorkflow { .. }
            | OperationError::BadToken => StatusCode::NOT_FOUND,
            OperationError::AlreadyExists(_)
            | OperationError::Over { .. }
            | OperationError::Unavailable { .. }
            | OperationError::AttemptOver => StatusCode::CONFLICT,
            OperationError::BadCursor(_) => StatusCode::BAD_REQUEST,
            OperationError::Rejected(error) => return Self::bad_request(error.message),
            OperationError::Store(error) => return error.into(),
        };
        Self::new(status, error.name(), error.to_string())
    }
}

impl From<HostError> for OperatorError {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Unsupported(instead) => {
                let message = "this host does not do that".to_owned();
                Self::new(StatusCode::NOT_IMPLEMENTED, "NotSupported", message).hint(instead)
            }
            HostError::Refused(reason) => Self::bad_request(reason),
            HostError::Operation(error) => error.into(),
            HostError::Store(error) => error.into(),
        }
    }
}

/// `` `a`, `b`, `c` ``, or what is said if there is none.
pub(crate) fn names<'a>(names: impl IntoIterator<Item = &'a str>, none: &str) -> String {
    let names: Vec<String> = names.into_iter().map(|it| format!("`{it}`")).collect();
    if names.is_empty() { none.to_owned() } else { names.join(", ") }
}
