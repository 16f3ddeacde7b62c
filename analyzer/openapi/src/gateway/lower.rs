use std::collections::BTreeMap;

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaData, SchemaKind};
use serde_json::{Map, Value, json};

use super::pattern::{Portability, portability};
use super::{Downgrade, Trail, number};
use crate::plan::{COMPONENT_PREFIX, reference};

/// From JSON Schema 2020-12 to the gateway's models. Keywords are taken over one by one: what is not
/// mentioned here does not reach the gateway.
pub(super) struct Lowering<'a> {
    components: &'a BTreeMap<String, Value>,
    /// Models that are done, or (`Null`) under way.
    models: BTreeMap<String, Value>,
    downgrades: Vec<Downgrade>,
}

/// Keywords without a counterpart in draft 4.
const UNKNOWN_TO_DRAFT_4: [&str; 13] = [
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "dependentRequired",
    "dependentSchemas",
    "contains",
    "minContains",
    "maxContains",
    "if",
    "then",
    "else",
    "not",
    "$dynamicRef",
];

impl<'a> Lowering<'a> {
    pub(super) fn new(components: &'a BTreeMap<String, Value>) -> Self {
        Self { components, models: BTreeMap::new(), downgrades: Vec::new() }
    }

    pub(super) fn finish(mut self) -> (BTreeMap<String, ReferenceOr<Schema>>, Vec<Downgrade>) {
        let models = std::mem::take(&mut self.models).into_iter();
        let models = models.map(|(name, it)| (name.clone(), self.typed(it, &name))).collect();
        self.downgrades.sort();
        self.downgrades.dedup();
        (models, self.downgrades)
    }

    /// A lowered schema as a schema of OpenAPI 3.0. One that is none checks nothing, and is listed.
    pub(super) fn typed(&mut self, lowered: Value, place: &str) -> ReferenceOr<Schema> {
        serde_json::from_value(lowered).unwrap_or_else(|_| {
            self.downgrade(place, "schema", "OpenAPI 3.0 cannot express it");
            let schema_kind = SchemaKind::Any(AnySchema::default());
            ReferenceOr::Item(Schema { schema_data: SchemaData::default(), schema_kind })
        })
    }

    pub(super) fn downgrade(&mut self, place: impl Into<String>, keyword: &str, reason: &str) {
        let (place, keyword, reason) = (place.into(), keyword.to_owned(), reason.to_owned());
        self.downgrades.push(Downgrade { place, keyword, reason });
    }

    /// A reference to the model of a component, which is made if it is new.
    pub(super) fn component(&mut self, name: &str) -> Value {
        match self.models.get(name) {
            Some(Value::Null) => {
                self.downgrade(
                    name,
                    "$ref",
                    "a model cannot refer to itself; the inner value is not checked",
                );
                return json!({});
            }
            Some(_) => {}
            None => {
                let schema = self.components.get(name).cloned().unwrap_or_default();
                self.models.insert(name.to_owned(), Value::Null);
                let model = self.schema(&schema, name);
                self.models.insert(name.to_owned(), model);
            }
        }
        reference(name)
    }

    /// A schema with references to models where it can have them.
    pub(super) fn schema(&mut self, schema: &Value, place: &str) -> Value {
        self.lower(schema, place, None)
    }

    /// `inlining`: the components whose text is being put in place of a reference; `None` where a reference may stand.
    fn lower(&mut self, schema: &Value, place: &str, inlining: Option<&Trail>) -> Value {
        let schema = match schema {
            Value::Object(schema) => schema,
            Value::Bool(false) => {
                self.downgrade(place, "false", "the gateway has no schema that refuses everything");
                return json!({});
            }
            _ => return json!({}),
        };
        if let Some(target) = target(schema) {
            return self.lower_reference(schema, target, place, inlining);
        }
        if let Some(choices) = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array) {
            return self.lower_choice(schema, choices, place, inlining);
        }
        let mut out = Map::new();
        let types = types(schema);
        let is_nullable = types.contains(&"null");
        match types.as_slice() {
            [one] if !is_nullable => {
                out.insert("type".into(), json!(one));
            }
            [] => {}
            _ => self.downgrade(
                place,
                "type",
                "the gateway knows no null: a value that may be null has no type there",
            ),
        }
        for keyword in UNKNOWN_TO_DRAFT_4 {
            if schema.contains_key(keyword) {
                self.downgrade(place, keyword, "the gateway's JSON Schema (draft 4) does not have it");
            }
        }
        self.lower_enumeration(schema, is_nullable, &mut out, place);
        self.lower_string(schema, &mut out, place);
        if types.iter().any(|it| matches!(*it, "integer" | "number")) {
            let is_integer = types.contains(&"integer");
            number::lower(schema, is_integer, &mut out, place, self);
        }
        self.lower_array(schema, types.contains(&"array"), &mut out, place, inlining);
        self.lower_object(schema, &mut out, place, inlining);
        if let Some(Value::Array(all)) = schema.get("allOf") {
            let all: Vec<Value> = all
                .iter()
                .map(|it| self.lower(it, place, Some(&inlining.cloned().unwrap_or_default())))
                .collect();
            out.insert("allOf".into(), Value::Array(all));
        }
        Value::Object(out)
    }

    fn lower_reference(
        &mut self,
        schema: &Map<String, Value>,
        name: &str,
        place: &str,
        inlining: Option<&Trail>,
    ) -> Value {
        let mut siblings = schema.clone();
        siblings.retain(|key, _| is_assertion(key));
        if let (None, true) = (inlining, siblings.is_empty()) {
            return self.component(name);
        }
        let mut trail = inlining.cloned().unwrap_or_default();
        if !trail.insert(name.to_owned()) || self.models.get(name).is_some_and(Value::is_null) {
            self.downgrade(place, "$ref", "a model cannot refer to itself; the inner value is not checked");
            return json!({});
        }
        let target = self.components.get(name).cloned().unwrap_or_default();
        let target = self.lower(&target, place, Some(&trail));
        if siblings.is_empty() {
            return target;
        }
        let siblings = self.lower(&Value::Object(siblings), place, Some(&trail));
        merge_objects(&target, &siblings).unwrap_or_else(|| json!({ "allOf": [target, siblings] }))
    }

    /// Alternatives: enumerations become one, `Option` loses its null, the rest is inlined, as models must
    /// not have references under `anyOf`. `oneOf` becomes `anyOf`: serde takes the first that fits.
    fn lower_choice(
        &mut self,
        schema: &Map<String, Value>,
        choices: &[Value],
        place: &str,
        inlining: Option<&Trail>,
    ) -> Value {
        if let Some(names) = choices.iter().map(literal_strings).collect::<Option<Vec<_>>>() {
            return json!({ "type": "string", "enum": names.concat() });
        }
        let trail = inlining.cloned().unwrap_or_default();
        let (nulls, rest): (Vec<_>, Vec<_>) = choices.iter().partition(|it| is_null(it));
        if !nulls.is_empty() {
            self.downgrade(
                place,
                "type",
                "the gateway knows no null: a value that may be null has no type there",
            );
            let [only] = rest.as_slice() else { return json!({}) };
            let mut only = self.lower(only, place, Some(&trail));
            // Without `type`, keywords for one type let every other type pass, null among them.
            if let Value::Object(only) = &mut only {
                only.retain(|key, _| !matches!(key.as_str(), "type" | "enum" | "anyOf" | "allOf"));
            }
            return only;
        }
        let choices: Vec<Value> = rest.iter().map(|it| self.lower(it, place, Some(&trail))).collect();
        let mut base = schema.clone();
        base.remove("oneOf");
        base.remove("anyOf");
        base.retain(|key, _| is_assertion(key));
        let mut out = match self.lower(&Value::Object(base), place, Some(&trail)) {
            Value::Object(out) => out,
            _ => Map::new(),
        };
        if choices.iter().any(|it| it == &json!({})) {
            self.downgrade(place, "anyOf", "one of the alternatives is not checked, so none is");
        } else {
            out.insert("anyOf".into(), Value::Array(choices));
        }
        Value::Object(out)
    }

    fn lower_enumeration(
        &mut self,
        schema: &Map<String, Value>,
        is_nullable: bool,
        out: &mut Map<String, Value>,
        place: &str,
    ) {
        let values = match (schema.get("enum"), schema.get("const")) {
            (Some(Value::Array(values)), _) => values.clone(),
            (_, Some(value)) => vec![value.clone()],
            _ => return,
        };
        if is_nullable || values.iter().any(Value::is_null) {
            self.downgrade(place, "enum", "the gateway knows no null, so values beside it are not checked");
            out.remove("type");
        } else {
            out.insert("enum".into(), Value::Array(values));
        }
    }

    fn lower_string(&mut self, schema: &Map<String, Value>, out: &mut Map<String, Value>, place: &str) {
        for (keyword, harmless) in [("minLength", 1), ("maxLength", 0)] {
            let Some(limit) = schema.get(keyword) else { continue };
            out.insert(keyword.into(), limit.clone());
            // `char` is one character on both sides.
            let is_char = schema.get("minLength") == schema.get("maxLength") && *limit == json!(1);
            if limit.as_u64().unwrap_or_default() > harmless && !is_char {
                self.downgrade(
                    place,
                    keyword,
                    "the gateway counts characters; garde counts bytes unless told `length(chars, ..)`",
                );
            }
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            match portability(pattern) {
                Portability::Same => {
                    out.insert("pattern".into(), json!(pattern));
                }
                Portability::Foreign(reason) => self.downgrade(place, "pattern", reason),
            }
        }
        let format = schema.get("format").and_then(Value::as_str).unwrap_or_default();
        let is_numeric = ["int", "uint", "float", "double"].iter().any(|it| format.starts_with(it));
        if !format.is_empty() && !is_numeric {
            self.downgrade(place, "format", "the gateway reads formats differently, or not at all");
        }
    }

    fn lower_array(
        &mut self,
        schema: &Map<String, Value>,
        is_array: bool,
        out: &mut Map<String, Value>,
        place: &str,
        inlining: Option<&Trail>,
    ) {
        for keyword in ["minItems", "maxItems"] {
            if let Some(limit) = schema.get(keyword) {
                out.insert(keyword.into(), limit.clone());
                self.downgrade(place, keyword, "the gateway may ignore it in an imported model");
            }
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            self.downgrade(
                place,
                "uniqueItems",
                "a set takes an element twice in the function, so the gateway must, too",
            );
        }
        if schema.contains_key("prefixItems") {
            self.downgrade(place, "prefixItems", "the gateway has no tuples; only their length is checked");
        }
        if is_array {
            let place = format!("{place}[]");
            let items = match schema.get("items") {
                Some(items) if !schema.contains_key("prefixItems") => self.lower(items, &place, inlining),
                _ => json!({}),
            };
            out.insert("items".into(), items);
        }
    }

    fn lower_object(
        &mut self,
        schema: &Map<String, Value>,
        out: &mut Map<String, Value>,
        place: &str,
        inlining: Option<&Trail>,
    ) {
        if let Some(Value::Object(properties)) = schema.get("properties") {
            let lowered = properties
                .iter()
                .map(|(name, it)| (name.clone(), self.lower(it, &format!("{place}/{name}"), inlining)))
                .collect();
            out.insert("properties".into(), Value::Object(lowered));
        }
        match schema.get("required") {
            // Draft 4 wants at least one name.
            Some(Value::Array(names)) if !names.is_empty() => {
                out.insert("required".into(), json!(names));
            }
            _ => {}
        }
        for keyword in ["minProperties", "maxProperties"] {
            if let Some(limit) = schema.get(keyword) {
                out.insert(keyword.into(), limit.clone());
            }
        }
        if schema.contains_key("patternProperties") {
            self.downgrade(
                place,
                "patternProperties",
                "the gateway does not have it, so keys and values of the map are not checked",
            );
            return;
        }
        match schema.get("additionalProperties") {
            Some(Value::Bool(allowed)) => {
                out.insert("additionalProperties".into(), json!(allowed));
            }
            Some(values) => {
                let values = self.lower(values, &format!("{place}/*"), inlining);
                out.insert("additionalProperties".into(), values);
            }
            None => {}
        }
    }

    /// The type of a parameter: `string` unless it is plainly another scalar, or an array.
    pub(super) fn simple_type(&self, schema: &Value) -> &'static str {
        let schema = self.follow(schema);
        let Value::Object(schema) = schema else { return "string" };
        match types(schema).into_iter().find(|it| *it != "null") {
            Some("integer") => "integer",
            Some("number") => "number",
            Some("boolean") => "boolean",
            Some("array") => "array",
            _ => "string",
        }
    }

    /// Whether a parameter's schema refuses some strings.
    pub(super) fn is_constrained(&self, schema: &Value) -> bool {
        match self.follow(schema) {
            Value::Object(schema) => schema.keys().any(|it| is_assertion(it) && it != "type"),
            _ => false,
        }
    }

    fn follow<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let name = schema.as_object().and_then(target);
        name.and_then(|it| self.components.get(it)).unwrap_or(schema)
    }
}

/// Whether a keyword restricts values, in contrast to describing them.
fn is_assertion(keyword: &str) -> bool {
    !matches!(
        keyword,
        "$ref"
            | "description"
            | "title"
            | "default"
            | "deprecated"
            | "readOnly"
            | "writeOnly"
            | "examples"
            | "example"
            | "contentEncoding"
            | "contentMediaType"
            | "$comment"
    )
}

fn target(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(COMPONENT_PREFIX))
}

fn types(schema: &Map<String, Value>) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

/// The values of a schema that lists strings.
fn literal_strings(schema: &Value) -> Option<Vec<Value>> {
    let values = match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => values.clone(),
        (_, Some(value)) => vec![value.clone()],
        _ => return None,
    };
    values.iter().all(Value::is_string).then_some(values)
}

/// Two object schemas as one, if that is the same as requiring both: no common field, no closed side.
fn merge_objects(left: &Value, right: &Value) -> Option<Value> {
    let simple = |it: &Value| {
        it.as_object()
            .is_some_and(|it| it.keys().all(|key| matches!(key.as_str(), "type" | "properties" | "required")))
    };
    if !simple(left) || !simple(right) {
        return None;
    }
    let mut merged = left.as_object()?.clone();
    if let Some(ty) = right.get("type") {
        if merged.get("type").is_some_and(|it| it != ty) {
            return None;
        }
        merged.insert("type".into(), ty.clone());
    }
    if let Some(Value::Object(more)) = right.get("properties") {
        let properties = merged.entry("properties").or_insert_with(|| json!({})).as_object_mut()?;
        for (name, schema) in more {
            if properties.insert(name.clone(), schema.clone()).is_some() {
                return None;
            }
        }
    }
    if let Some(Value::Array(more)) = right.get("required") {
        let required = merged.entry("required").or_insert_with(|| json!([])).as_array_mut()?;
        required.extend(more.iter().cloned());
    }
    Some(Value::Object(merged))
}
