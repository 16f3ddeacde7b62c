use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

/// JSON Schema 2020-12 of what `T` reads (serde's `Deserialize` side), definitions under `$defs`. For inputs
/// of commands and for events.
pub fn input_schema_of<T: JsonSchema + ?Sized>() -> Value {
    schema_of::<T>(SchemaSettings::draft2020_12().for_deserialize())
}

/// JSON Schema 2020-12 of what `T` writes (serde's `Serialize` side), definitions under `$defs`. For answers.
pub fn output_schema_of<T: JsonSchema + ?Sized>() -> Value {
    schema_of::<T>(SchemaSettings::draft2020_12().for_serialize())
}

fn schema_of<T: JsonSchema + ?Sized>(settings: SchemaSettings) -> Value {
    settings.with(|it| it.meta_schema = None).into_generator().into_root_schema_for::<T>().to_value()
}
