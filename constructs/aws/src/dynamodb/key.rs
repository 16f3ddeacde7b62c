/// Type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Text.
    Text,
    /// Number.
    Number,
    /// Bytes.
    Bytes,
}

/// An attribute that is part of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Name of the attribute.
    pub name: String,
    /// Its type.
    pub r#type: KeyType,
}

impl Key {
    /// A text attribute.
    #[must_use]
    pub fn text(name: &str) -> Self {
        Self { name: name.to_owned(), r#type: KeyType::Text }
    }

    /// A number attribute.
    #[must_use]
    pub fn number(name: &str) -> Self {
        Self { name: name.to_owned(), r#type: KeyType::Number }
    }

    pub(super) fn type_letter(&self) -> &'static str {
        match self.r#type {
            KeyType::Text => "S",
            KeyType::Number => "N",
            KeyType::Bytes => "B",
        }
    }
}
