//! [`Failure`]: an error type of the user's that crosses process boundaries.

use super::Error;

/// An error that tasks and workflows may return: it can be written down as an [`Error`] and read back.
///
/// `from_error` must accept *every* error, not only those `to_error` makes: a call can also fail because it timed out,
/// was cancelled or crashed. Enums keep one variant for these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a task or workflow",
    label = "not a `Failure`",
    note = "return `eventual::Result<T>`, or derive it with `#[derive(eventual::Failure)]`"
)]
pub trait Failure: Sized {
    /// The failure as data.
    fn to_error(&self) -> Error;
    /// The failure a caller sees, from data.
    fn from_error(error: Error) -> Self;
}

impl Failure for Error {
    fn to_error(&self) -> Error {
        self.clone()
    }
    fn from_error(error: Error) -> Self {
        error
    }
}

impl Failure for String {
    fn to_error(&self) -> Error {
        self.as_str().into()
    }
    fn from_error(error: Error) -> Self {
        error.to_string()
    }
}

impl Failure for Box<dyn std::error::Error + Send + Sync> {
    fn to_error(&self) -> Error {
        match self.downcast_ref::<Error>() {
            Some(own) => own.clone(),
            None => Error::from_chain(&**self),
        }
    }
    fn from_error(error: Error) -> Self {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Failure};

    #[test]
    fn text_and_boxed_errors_survive_the_way_there_and_back() {
        let text = String::from_error("no money".to_string().to_error());
        assert_eq!(text, "no money");
        let boxed = <Box<dyn std::error::Error + Send + Sync>>::from_error(Error::new("A", "b"));
        assert_eq!(boxed.to_error(), Error::new("A", "b"));
    }
}
