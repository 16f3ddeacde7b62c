//! The few places where a schema allows so much that a plain type serves better.

use crate::model::Type;

/// The type of a property, where it is not taken from the schema.
pub(crate) fn property(path: &str, property: &str) -> Option<Type> {
    match (path, property) {
        // Any scalar by schema, text to the function or the nested stack that reads it.
        ("AWS::Lambda::Function.Environment", "Variables") | ("AWS::CloudFormation::Stack", "Parameters") => {
            Some(Type::Map(Box::new(Type::String)))
        }
        _ => None,
    }
}
