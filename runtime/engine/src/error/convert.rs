//! Conversions that make `?` and `.into()` work for the errors everybody meets.
//!
//! There is no blanket conversion from `std::error::Error`: coherence would then forbid `From<&str>`, and a user enum
//! that derives both `thiserror::Error` and `Failure` would lose its name. Foreign errors use [`Error::other`].

use super::Error;

impl From<&str> for Error {
    fn from(message: &str) -> Self {
        Self::new(Self::UNNAMED, message)
    }
}

impl From<String> for Error {
    fn from(message: String) -> Self {
        Self::new(Self::UNNAMED, message)
    }
}

impl From<Box<dyn std::error::Error + Send + Sync>> for Error {
    fn from(error: Box<dyn std::error::Error + Send + Sync>) -> Self {
        match error.downcast::<Self>() {
            Ok(own) => *own,
            Err(foreign) => Self::from_chain(&*foreign),
        }
    }
}

macro_rules! from_std {
    ($($type:ty),+ $(,)?) => {$(
        impl From<$type> for Error {
            fn from(error: $type) -> Self {
                Self::other(error)
            }
        }
    )+};
}

from_std!(
    serde_json::Error,
    std::io::Error,
    std::fmt::Error,
    std::num::ParseIntError,
    std::num::ParseFloatError,
    std::num::TryFromIntError,
    std::str::Utf8Error,
    std::string::FromUtf8Error,
    std::str::ParseBoolError,
    std::env::VarError,
    std::time::SystemTimeError,
);

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn a_boxed_error_of_our_own_comes_back_whole() {
        let boxed: Box<dyn std::error::Error + Send + Sync> = Error::new("CardDeclined", "no money").into();
        assert_eq!(Error::from(boxed), Error::new("CardDeclined", "no money"));
        let foreign: Box<dyn std::error::Error + Send + Sync> = "plain".into();
        assert_eq!(Error::from(foreign), "plain".into());
    }

    #[test]
    fn question_mark_takes_common_errors() {
        fn parse(text: &str) -> super::super::Result<u32> {
            Ok(text.parse()?)
        }
        assert_eq!(parse("x").unwrap_err().message, "invalid digit found in string");
    }
}
