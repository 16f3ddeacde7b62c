//! What `#[derive(Failure)]` writes: the text of a failure, and the fields of a variant as data and back.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Error;

/// The text of a value if it has one (`Display`), else nothing. Which of the two is decided by method resolution at
/// `(&Shown(value)).text()`: [`ShowText`] is found first.
#[derive(Debug)]
pub struct Shown<'a, T: ?Sized>(pub &'a T);

/// The text of types that have one.
pub trait ShowText {
    /// The text.
    fn text(&self) -> String;
}

impl<T: Display + ?Sized> ShowText for Shown<'_, T> {
    fn text(&self) -> String {
        self.0.to_string()
    }
}

/// The text of all other types.
pub trait ShowNothing {
    /// No text.
    fn text(&self) -> String {
        String::new()
    }
}

impl<T: ?Sized> ShowNothing for &Shown<'_, T> {}

/// The named fields of a variant, as the data of an [`Error`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// The fields with one more. One that is not JSON is replaced by its serialisation error as a string.
    #[must_use]
    pub fn with(mut self, name: &str, value: &impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_else(|error| Value::String(error.to_string()));
        self.0.insert(name.to_owned(), value);
        self
    }

    /// The value of a field, if it can be read; one that is not there reads as `null`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        T::deserialize(self.0.get(name).unwrap_or(&Value::Null)).ok()
    }
}

/// The data of an error, if it can be read as `T`.
pub fn data_of<T: DeserializeOwned>(error: &Error) -> Option<T> {
    T::deserialize(error.data.as_ref()?).ok()
}
