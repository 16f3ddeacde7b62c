//! [`Payload`]: a JSON value that is carried, not looked at.

use crate::error::Error;
use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use std::fmt;

/// A JSON text that is carried from one place to another without being parsed on the way. Always one line: line breaks
/// between its tokens become spaces, as a journal has one step per line.
#[derive(Clone, Serialize)]
#[serde(transparent)]
pub struct Payload(Box<RawValue>);

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Box::<RawValue>::deserialize(deserializer)?;
        if has_line_breaks(value.get()) {
            return RawValue::from_string(value.get().replace(LINE_BREAKS, " "))
                .map(Self)
                .map_err(serde::de::Error::custom);
        }
        Ok(Self(value))
    }
}

/// Inside of JSON strings these are escaped, so where they occur they are white space.
const LINE_BREAKS: [char; 2] = ['\n', '\r'];

/// One character at a time, which the standard library searches for many bytes at once.
fn has_line_breaks(text: &str) -> bool {
    text.contains('\n') || text.contains('\r')
}

impl Payload {
    /// The JSON of a value. Fails with [`Error::BAD_PAYLOAD`] if the value has no JSON form.
    pub fn of(value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        serde_json::value::to_raw_value(value)
            .map(Self)
            .map_err(|e| Error::new(Error::BAD_PAYLOAD, format!("cannot be written as JSON: {e}")))
    }

    /// Takes a text that claims to be JSON. Fails with [`Error::BAD_PAYLOAD`] if it is not.
    pub fn from_text(text: impl Into<String>) -> Result<Self, Error> {
        let mut text = text.into();
        if has_line_breaks(&text) {
            text = text.replace(LINE_BREAKS, " ");
        }
        RawValue::from_string(text)
            .map(Self)
            .map_err(|e| Error::new(Error::BAD_PAYLOAD, format!("is not JSON: {e}")))
    }

    /// The JSON `null`, which is also how `()` is written.
    pub fn null() -> Self {
        Self(RawValue::NULL.to_owned())
    }

    /// Reads the value. Fails with [`Error::BAD_PAYLOAD`] if it has another shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_str(self.0.get())
            .map_err(|e| Error::new(Error::BAD_PAYLOAD, format!("has another shape than expected: {e}")))
    }

    /// The JSON text.
    pub fn text(&self) -> &str {
        self.0.get()
    }
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl PartialEq for Payload {
    /// Equal texts; two spellings of one JSON value are different payloads.
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

#[cfg(test)]
mod tests {
    use super::Payload;

    #[test]
    fn a_payload_is_one_line() {
        assert_eq!(Payload::from_text("[1,\r\n2]").unwrap().text(), "[1,  2]");
        assert_eq!(serde_json::from_str::<Payload>("{\n}").unwrap().text(), "{ }");
        assert_eq!(Payload::of("a\nb").unwrap().text(), r#""a\nb""#);
    }

    #[test]
    fn a_value_of_another_shape_is_named_in_the_error() {
        let payload = Payload::of("text").unwrap();
        assert_eq!(
            payload.read::<u32>().unwrap_err().to_string(),
            "BadPayload: has another shape than expected: invalid type: string \"text\", expected u32 at line 1 column 6"
        );
        assert!(Payload::from_text("{").unwrap_err().message.starts_with("is not JSON: "));
        assert_eq!(Payload::of(&()).unwrap(), Payload::null());
    }
}
