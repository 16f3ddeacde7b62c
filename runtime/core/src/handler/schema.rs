use std::fmt;
use std::marker::PhantomData;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::input::Node;

/// The schema of an input that is an object with one field per parameter.
pub struct ObjectSchema {
    generator: SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl Default for ObjectSchema {
    fn default() -> Self {
        let mut settings = SchemaSettings::draft2020_12().for_deserialize();
        settings.meta_schema = None;
        Self { generator: settings.into_generator(), properties: Map::new(), required: Vec::new() }
    }
}

impl ObjectSchema {
    /// Adds a field. It is required if its type cannot be read from nothing: the rule of
    /// [`Input::field`](crate::input::Input::field).
    #[must_use]
    pub fn field<T: JsonSchema + DeserializeOwned>(mut self, name: &str) -> Self {
        self.properties.insert(name.to_owned(), self.generator.subschema_for::<T>().to_value());
        if T::deserialize(Node::Absent).is_err() {
            self.required.push(name.into());
        }
        self
    }

    /// The schema, definitions under `$defs`.
    pub fn finish(mut self) -> Value {
        let mut schema = json!({ "type": "object", "properties": self.properties });
        if let Some(fields) = schema.as_object_mut() {
            if !self.required.is_empty() {
                fields.insert("required".to_owned(), Value::Array(self.required));
            }
            let definitions = self.generator.take_definitions(true);
            if !definitions.is_empty() {
                fields.insert("$defs".to_owned(), Value::Object(definitions));
            }
        }
        schema
    }
}

impl fmt::Debug for ObjectSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObjectSchema").field("properties", &self.properties).finish_non_exhaustive()
    }
}

/// The schema of a type that may have none, as method resolution at `(&SchemaOf::<T>::new()).schema()` finds it:
/// [`SchemaIfKnown`] first.
pub struct SchemaOf<T>(PhantomData<T>);

impl<T> SchemaOf<T> {
    /// Asks for the schema of `T`.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for SchemaOf<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for SchemaOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SchemaOf")
    }
}

/// The schema of types that implement `JsonSchema`.
pub trait SchemaIfKnown {
    /// The schema.
    fn schema(&self) -> Option<Value>;
}

impl<T: JsonSchema> SchemaIfKnown for SchemaOf<T> {
    fn schema(&self) -> Option<Value> {
        Some(eventual_analyzer_describe::input_schema_of::<T>())
    }
}

/// The schema of all other types.
pub trait NoSchema {
    /// None.
    fn schema(&self) -> Option<Value> {
        None
    }
}

impl<T> NoSchema for &SchemaOf<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_can_be_left_out_are_not_required() {
        #[derive(serde::Deserialize, JsonSchema)]
        #[expect(dead_code, reason = "only its schema is looked at")]
        struct Line {
            sku: String,
        }
        let schema =
            ObjectSchema::default().field::<bool>("dry").field::<Option<bool>>("all").field::<Line>("line");
        let expected = json!({
            "type": "object",
            "properties": {
                "dry": { "type": "boolean" },
                "all": { "type": ["boolean", "null"] },
                "line": { "$ref": "#/$defs/Line" },
            },
            "required": ["dry", "line"],
            "$defs": { "Line": {
                "type": "object", "properties": { "sku": { "type": "string" } }, "required": ["sku"],
            } },
        });
        assert_eq!(schema.finish(), expected);
    }
}
