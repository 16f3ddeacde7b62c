//! How far an execution is, as seen from outside: with what came of it, and without.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// How far an execution is, and its outcome. Rows of stores have it with [`Payload`](crate::Payload)s.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ExecutionStatus<T, E = Error> {
    /// It is not over: it runs, or waits for something.
    #[serde(rename = "Running")]
    Pending,
    /// It succeeded with this value.
    Succeeded(T),
    /// It failed, timed out or was cancelled.
    Failed(E),
}

impl<T, E> ExecutionStatus<T, E> {
    /// The same without the outcome.
    pub const fn state(&self) -> ExecutionState {
        match self {
            Self::Pending => ExecutionState::Running,
            Self::Succeeded(_) => ExecutionState::Succeeded,
            Self::Failed(_) => ExecutionState::Failed,
        }
    }
}

/// How far an execution is, without its outcome: what lists are filtered by, and what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExecutionState {
    /// It was started and is not over.
    Running,
    /// It succeeded.
    Succeeded,
    /// It failed, timed out, was cancelled or terminated.
    Failed,
}

impl ExecutionState {
    /// All states.
    pub const ALL: [Self; 3] = [Self::Running, Self::Succeeded, Self::Failed];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for ExecutionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for ExecutionState {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|it| it.as_str() == text);
        found.ok_or("it is `running`, `succeeded` or `failed`")
    }
}
