//! What an object schema allows, alternatives folded in.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::pointer::{self, Pointer};

/// The properties of an object.
#[derive(Debug, Default)]
pub(crate) struct Shape<'a> {
    /// Schema and place by property; several where alternatives disagree.
    pub(crate) properties: BTreeMap<String, Vec<(&'a Json, Pointer)>>,
    /// Properties that every alternative insists on.
    pub(crate) required: BTreeSet<String>,
    /// Properties of which the schema wants exactly one, one set for each such rule.
    one_of: Vec<BTreeSet<String>>,
}

impl Shape<'_> {
    /// Whether this is the usual tag: `Key` and `Value`, both strings, in something called a tag.
    pub(crate) fn is_tag(&self, name: &str) -> bool {
        let string = |property: &str| {
            let schemas = self.properties.get(property).map_or(&[][..], Vec::as_slice);
            matches!(schemas, [(schema, _)] if schema.get("type").is_some_and(|ty| ty == "string"))
        };
        self.properties.len() == 2 && name.contains("Tag") && string("Key") && string("Value")
    }

    /// Facts for the doc comment of the struct.
    pub(crate) fn docs(&self) -> Vec<String> {
        let line = |names: &BTreeSet<String>| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("Exactly one of {}.", names.join(", "))
        };
        self.one_of.iter().map(line).collect()
    }
}

/// The shape of an object schema. `None` for anything that is no object, has no known properties, or has alternatives
/// that are no objects.
pub(crate) fn object<'a>(document: &'a Json, schema: &'a Json, at: &Pointer) -> Option<Shape<'a>> {
    let mut shape = Shape { required: strings(schema.get("required")), ..Shape::default() };
    for (name, property) in schema.get("properties").and_then(Json::as_object).into_iter().flatten() {
        shape.properties.insert(name.clone(), vec![(property, format!("{at}/properties/{name}"))]);
    }
    let own = !shape.properties.is_empty();
    for key in ["allOf", "anyOf", "oneOf"] {
        let Some(alternatives) = schema.get(key).and_then(Json::as_array) else { continue };
        let shapes: Vec<Option<Shape<'a>>> = alternatives
            .iter()
            .enumerate()
            .map(|(index, alternative)| {
                let (alternative, at) = pointer::follow(document, alternative, format!("{at}/{key}/{index}"));
                object(document, alternative, &at)
            })
            .collect();
        if !own && shapes.iter().any(Option::is_none) {
            return None;
        }
        if key == "oneOf" {
            shape.one_of.extend(exactly_one(alternatives, &shapes));
        }
        fold(&mut shape, shapes.into_iter().flatten().collect(), key == "allOf");
    }
    shape.one_of.extend(Some(strings(schema.get("requiredXor"))).filter(|names| names.len() > 1));
    let Shape { properties, required, .. } = &mut shape;
    required.retain(|name| properties.contains_key(name));
    (!shape.properties.is_empty()).then_some(shape)
}

fn fold<'a>(shape: &mut Shape<'a>, alternatives: Vec<Shape<'a>>, all: bool) {
    let required = alternatives
        .iter()
        .map(|alternative| alternative.required.clone())
        .reduce(|one, other| if all { &one | &other } else { &one & &other });
    shape.required.extend(required.unwrap_or_default());
    // What the object says itself about a property stands; alternatives only narrow it.
    let own: BTreeSet<String> = shape.properties.keys().cloned().collect();
    for (name, schemas) in alternatives.into_iter().flat_map(|alternative| alternative.properties) {
        if own.contains(&name) {
            continue;
        }
        let known = shape.properties.entry(name).or_default();
        for schema in schemas {
            if known.iter().all(|(other, _)| *other != schema.0) {
                known.push(schema);
            }
        }
    }
}

/// The names of alternatives that differ only in the one property each requires.
fn exactly_one(alternatives: &[Json], shapes: &[Option<Shape<'_>>]) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for (alternative, shape) in alternatives.iter().zip(shapes) {
        let required = match shape {
            Some(shape) => shape.required.clone(),
            None => strings(alternative.get("required")),
        };
        if required.len() != 1 || !required.iter().all(|name| names.insert(name.clone())) {
            return None;
        }
    }
    (names.len() > 1).then_some(names)
}

fn strings(list: Option<&Json>) -> BTreeSet<String> {
    list.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}
