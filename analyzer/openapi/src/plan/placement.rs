use eventual_analyzer_describe::{CommandDescription, path_parameters};
use std::collections::BTreeMap;

use eventual_analyzer_model::{Location, Method};
use serde_json::{Map, Value, json};

use super::components::Components;
use super::operation::{Body, Parameter};

/// Where the parts of a command's input are in a request to its REST route.
pub(crate) struct Placement {
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
}

/// Distributes the fields of the input (already a schema of `components`) over a request.
pub(crate) fn place(
    command: &CommandDescription,
    path: &str,
    input: Option<&Value>,
    components: &mut Components,
) -> Placement {
    let reads_query = matches!(command.method, Method::Get | Method::Delete | Method::Head);
    let mut path_left: Vec<&str> = path_parameters(path).collect();
    let mut placement = Placement { parameters: Vec::new(), body: None };

    if let Some(input) = input {
        let resolved = components.resolve(input);
        match (fields(resolved), parameter_name(command)) {
            (Some(fields), _) => {
                let resolved = resolved.clone();
                let mut moved = BTreeMap::new();
                for (field, schema) in &fields {
                    let declared = command.parameters.iter().find(|it| it.field == *field);
                    let (location, wire_name) = match declared {
                        Some(it) => (it.location, it.wire_name.clone()),
                        None if path_left.contains(&field.as_str()) => (Location::Path, field.clone()),
                        None if reads_query => (Location::Query, field.clone()),
                        None => (Location::Body, field.clone()),
                    };
                    let required = location == Location::Path || is_required(&resolved, field);
                    if location == Location::Path {
                        path_left.retain(|it| *it != wire_name);
                    }
                    if location != Location::Body {
                        placement.parameters.push(Parameter {
                            name: wire_name.clone(),
                            location,
                            required,
                            description: described(schema),
                            schema: schema.clone(),
                        });
                    }
                    moved.insert(field.clone(), (location, wire_name));
                }
                placement.body = body(command, input, &resolved, &moved, components);
            }
            (None, Some(name)) if reads_query => placement.parameters.push(Parameter {
                name: name.to_owned(),
                location: Location::Query,
                required: !accepts_null(resolved),
                description: described(resolved),
                schema: input.clone(),
            }),
            _ => placement.body = Some(Body { required: !accepts_null(resolved), schema: input.clone() }),
        }
    }
    for name in path_left {
        placement.parameters.push(Parameter {
            name: name.to_owned(),
            location: Location::Path,
            required: true,
            description: None,
            schema: json!({ "type": "string" }),
        });
    }
    placement.parameters.sort_by(|a, b| (a.location, &a.name).cmp(&(b.location, &b.name)));
    placement
}

fn parameter_name(command: &CommandDescription) -> Option<&str> {
    command.input.as_ref()?.parameter.as_deref()
}

/// The fields of an object; `None` if the value is anything else or cannot be taken apart (a union, a map).
fn fields(schema: &Value) -> Option<Map<String, Value>> {
    let is_union = ["oneOf", "anyOf", "allOf", "$ref"].iter().any(|it| schema.get(it).is_some());
    let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
    match schema.get("properties") {
        Some(Value::Object(fields)) if !is_union => Some(fields.clone()),
        // `struct Nothing {}`
        None if is_object && !is_union && !is_map(schema) => Some(Map::new()),
        _ => None,
    }
}

fn is_map(schema: &Value) -> bool {
    schema.get("additionalProperties").is_some_and(|it| it != &Value::Bool(false))
        || schema.get("patternProperties").is_some()
}

fn is_required(schema: &Value, field: &str) -> bool {
    schema.get("required").and_then(Value::as_array).is_some_and(|it| it.iter().any(|name| name == field))
}

pub(crate) fn accepts_null(schema: &Value) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "null",
        Some(Value::Array(names)) => names.iter().any(|it| it == "null"),
        _ => schema.get("anyOf").and_then(Value::as_array).is_some_and(|it| it.iter().any(accepts_null)),
    }
}

fn described(schema: &Value) -> Option<String> {
    schema.get("description").and_then(Value::as_str).map(str::to_owned)
}

/// The body: the whole input if nothing was taken out of it or renamed, else an object of what is left.
fn body(
    command: &CommandDescription,
    input: &Value,
    resolved: &Value,
    moved: &BTreeMap<String, (Location, String)>,
    components: &mut Components,
) -> Option<Body> {
    let stays = |field: &str| moved.get(field).is_some_and(|(to, _)| *to == Location::Body);
    let is_whole = moved.iter().all(|(field, (to, name))| *to == Location::Body && field == name);
    if is_whole && !matches!(command.method, Method::Get | Method::Delete | Method::Head) {
        return Some(Body { required: true, schema: input.clone() });
    }
    if !moved.keys().any(|it| stays(it)) {
        return None;
    }
    let mut left = resolved.as_object().cloned().unwrap_or_default();
    left.remove("description");
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (field, (_, wire_name)) in moved.iter().filter(|(field, _)| stays(field)) {
        properties.insert(wire_name.clone(), resolved["properties"][field].clone());
        if is_required(resolved, field) {
            required.push(Value::String(wire_name.clone()));
        }
    }
    let is_required = !required.is_empty();
    left.insert("properties".into(), Value::Object(properties));
    if is_required {
        left.insert("required".into(), Value::Array(required));
    } else {
        left.remove("required");
    }
    let schema = components.add_resolved(&format!("{}_body", command.name), Value::Object(left));
    Some(Body { required: is_required, schema })
}
