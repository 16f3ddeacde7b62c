use serde::Serialize;
use serde_json::{Map, Value};

/// The input of a command as it travels, put together by emitted code.
#[derive(Debug)]
pub struct Input(pub(crate) Result<Option<Value>, String>);

impl Input {
    /// The command has no input.
    pub fn none() -> Self {
        Self(Ok(None))
    }

    /// The command has one parameter, whose value it is.
    pub fn whole<T: Serialize>(value: &T) -> Self {
        Self(serde_json::to_value(value).map(Some).map_err(|error| error.to_string()))
    }

    /// An object with one field per parameter; [`field`](Self::field) adds them.
    pub fn object() -> Self {
        Self(Ok(Some(Value::Object(Map::new()))))
    }

    /// Adds the value of one parameter.
    #[must_use]
    pub fn field<T: Serialize>(mut self, name: &str, value: &T) -> Self {
        match serde_json::to_value(value) {
            Ok(value) => {
                if let Ok(Some(Value::Object(fields))) = &mut self.0 {
                    fields.insert(name.to_owned(), value);
                }
            }
            Err(error) if self.0.is_ok() => self.0 = Err(format!("`{name}`: {error}")),
            Err(_) => {}
        }
        self
    }
}
