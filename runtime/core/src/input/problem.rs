use std::fmt;

use serde::de;

use crate::json::ObjectWriter;

/// What is wrong with one part of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Path of the guilty part, `lines[0].price`; empty for the input as a whole.
    pub field: String,
    /// What is wrong with it, in lower case without a full stop.
    pub message: String,
}

impl Problem {
    /// A problem of the part at this path.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The same problem, seen from the object that holds the part as its field `name`.
    #[must_use]
    pub(crate) fn within(self, name: &str) -> Self {
        let separator = if self.field.is_empty() || self.field.starts_with('[') { "" } else { "." };
        Self { field: format!("{name}{separator}{}", self.field), message: self.message }
    }

    /// The same problem, seen from the list that holds the part at this index.
    #[must_use]
    pub(crate) fn at(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }

    pub(crate) fn to_json(&self) -> String {
        ObjectWriter::new().string("field", &self.field).string("message", &self.message).end()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "`{}` {}", self.field, self.message)
        }
    }
}

impl std::error::Error for Problem {}

/// Serde's errors, so that a field that is missing or unknown is named by its path.
impl de::Error for Problem {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new("", message.to_string())
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new("", format!("must be {expected}, not {}", describe(found)))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new("", format!("must be {expected}, not {}", describe(found)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::new(field, "is missing")
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(field, "is given more than once")
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::new(field, format!("is not known; {}", known(expected)))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::new("", format!("must not be `{variant}`; {}", known(expected)))
    }
}

/// What was found. By hand, as serde's own text links the printing of floats into every handler.
fn describe(found: de::Unexpected<'_>) -> String {
    match found {
        de::Unexpected::Bool(value) => format!("`{value}`"),
        de::Unexpected::Unsigned(value) => format!("`{value}`"),
        de::Unexpected::Signed(value) => format!("`{value}`"),
        de::Unexpected::Float(_) => "a fraction".to_owned(),
        de::Unexpected::Char(value) => format!("the text \"{value}\""),
        de::Unexpected::Str(value) => format!("the text \"{value}\""),
        de::Unexpected::Unit => "null".to_owned(),
        de::Unexpected::Seq => "a list".to_owned(),
        de::Unexpected::Map => "an object".to_owned(),
        de::Unexpected::Other(value) => format!("`{value}`"),
        _ => "something else".to_owned(),
    }
}

fn known(names: &[&str]) -> String {
    if names.is_empty() {
        return "nothing is expected here".to_owned();
    }
    let quoted: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    format!("known: {}", quoted.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_one_would_in_code() {
        let problem = Problem::new("price", "is missing").at(2).within("lines").within("order");
        assert_eq!(problem.to_string(), "`order.lines[2].price` is missing");
        assert_eq!(Problem::new("", "is odd").to_string(), "is odd");
    }
}
