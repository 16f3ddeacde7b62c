//! [`Outcome`]: what a task or workflow function returns.

use super::{Failure, Result};
use serde::{Serialize, de::DeserializeOwned};

/// The return type of a task or workflow: a `Result` of a serializable value and a [`Failure`].
#[diagnostic::on_unimplemented(
    message = "a task or workflow must return a `Result`",
    label = "`{Self}` cannot carry a time-out or a crash; write `-> eventual::Result<{Self}>`"
)]
pub trait Outcome: Sized {
    /// What success carries.
    type Value: Serialize + DeserializeOwned;
    /// What failure carries.
    type Failure: Failure;
    /// This outcome as the `Result` it is.
    fn into_result(self) -> Result<Self::Value, Self::Failure>;
    /// An outcome from a `Result`.
    fn from_result(result: Result<Self::Value, Self::Failure>) -> Self;
}

impl<T: Serialize + DeserializeOwned, E: Failure> Outcome for Result<T, E> {
    type Value = T;
    type Failure = E;
    fn into_result(self) -> Result<T, E> {
        self
    }
    fn from_result(result: Result<T, E>) -> Self {
        result
    }
}
