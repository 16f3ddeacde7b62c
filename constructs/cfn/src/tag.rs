use crate::declare::*;

property! {
    /// The key and value that almost every service means by a tag. Services with a shape of their own have their own
    /// struct.
    Tag = "Tag";
    required {
        key: String = "Key",
        value: String = "Value",
    }
}
