use crate::declare::*;

property! {
    Tag = "Tag";
    required {
        key: String = "Key",
        value: String = "Value",
    }
}
