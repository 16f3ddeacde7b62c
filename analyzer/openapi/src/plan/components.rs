use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::COMPONENT_PREFIX;

/// Schemas collected from many self-contained documents. Equal definitions are shared; different ones
/// that want the same name get different names, the first comer keeping the plain one.
pub(crate) struct Components {
    schemas: BTreeMap<String, Value>,
    /// (name in its document, everything it can reach) gives the name here.
    assigned: BTreeMap<(String, String), String>,
}

/// Side of the wire a schema describes; decides what a name gets appended when it is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Input,
    Output,
}

impl Components {
    pub(crate) fn new() -> Self {
        Self { schemas: BTreeMap::new(), assigned: BTreeMap::new() }
    }

    /// Puts a schema of the framework under exactly this name. Call before [`Components::add`].
    pub(crate) fn reserve(&mut self, name: &str, schema: Value) {
        self.schemas.insert(name.to_owned(), schema);
    }

    pub(crate) fn into_map(self) -> BTreeMap<String, Value> {
        self.schemas
    }

    /// Adds a schema document and its `$defs`; gives the schema to write where it is used: a `$ref` for
    /// types worth a name (objects, unions, enumerations), else the schema itself.
    pub(crate) fn add(&mut self, document: &Value, side: Side) -> Value {
        let Value::Object(document) = document else { return document.clone() };
        let mut root = document.clone();
        let mut defs = match root.remove("$defs") {
            Some(Value::Object(defs)) => defs,
            _ => Map::new(),
        };
        root.remove("$schema");
        let title = match root.remove("title") {
            Some(Value::String(title)) => title,
            _ => String::new(),
        };
        let recursive = references(&Value::Object(root.clone()))
            .into_iter()
            .chain(defs.values().flat_map(references))
            .any(|it| it.is_empty());
        let named = recursive || is_worth_a_name(&title, &root);
        if named {
            // The root becomes a definition like the others. Its own name can only be in `$defs` already
            // if that is another type.
            let mut key = if title.is_empty() { "Schema".to_owned() } else { title };
            while defs.contains_key(&key) {
                key.push('_');
            }
            defs.insert(key.clone(), Value::Object(root));
            for schema in defs.values_mut() {
                rename(schema, &|name| if name.is_empty() { key.clone() } else { name.to_owned() }, DEFS);
            }
            let names = self.assign(&defs, side);
            reference(&names[&key])
        } else {
            let names = self.assign(&defs, side);
            let mut root = Value::Object(root);
            rename(&mut root, &|name| target(&names, name), COMPONENT_PREFIX);
            root
        }
    }

    /// Adds one schema that already speaks of components, under this name or one like it.
    pub(crate) fn add_resolved(&mut self, name: &str, schema: Value) -> Value {
        let name = self.free_name(&clean(name), None, &schema);
        self.schemas.insert(name.clone(), schema);
        reference(&name)
    }

    /// The schema behind a `$ref` to a component, or the schema itself.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let target =
            schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix(COMPONENT_PREFIX));
        target.and_then(|it| self.schemas.get(it)).unwrap_or(schema)
    }

    /// Names for all definitions of one document; adds those which are new.
    fn assign(&mut self, defs: &Map<String, Value>, side: Side) -> BTreeMap<String, String> {
        let mut names = BTreeMap::new();
        let mut new = Vec::new();
        for name in defs.keys() {
            let key = (name.clone(), closure(defs, name));
            let assigned = match self.assigned.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let free = self.free_name(&clean(name), Some(side), &Value::Null);
                    self.schemas.insert(free.clone(), Value::Null);
                    self.assigned.insert(key, free.clone());
                    new.push(name.clone());
                    free
                }
            };
            names.insert(name.clone(), assigned);
        }
        for name in new {
            let mut schema = defs[&name].clone();
            if let Value::Object(schema) = &mut schema {
                schema.remove("title");
            }
            rename(&mut schema, &|it| target(&names, it), COMPONENT_PREFIX);
            self.schemas.insert(names[&name].clone(), schema);
        }
        names
    }

    fn free_name(&self, wanted: &str, side: Option<Side>, schema: &Value) -> String {
        let is_free = |name: &str| self.schemas.get(name).is_none_or(|it| it == schema && !schema.is_null());
        let suffixed = match side {
            Some(Side::Input) => Some(format!("{wanted}Input")),
            Some(Side::Output) => Some(format!("{wanted}Output")),
            None => None,
        };
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        [wanted.to_owned()]
            .into_iter()
            .chain(suffixed)
            .chain(numbered)
            .find(|it| is_free(it))
            .unwrap_or_default()
    }
}

const DEFS: &str = "#/$defs/";

/// `#/components/schemas/<name>`
pub(crate) fn reference(name: &str) -> Value {
    serde_json::json!({ "$ref": format!("{COMPONENT_PREFIX}{name}") })
}

fn target(names: &BTreeMap<String, String>, name: &str) -> String {
    names.get(name).cloned().unwrap_or_else(|| clean(name))
}

/// API Gateway takes alphanumeric model names only; people read `PageForOrder` as well as `Page_for_Order`.
pub(crate) fn clean(name: &str) -> String {
    let mut clean = String::new();
    let mut start_of_word = false;
    for character in name.chars() {
        if !character.is_ascii_alphanumeric() {
            start_of_word = true;
        } else if start_of_word || clean.is_empty() {
            clean.extend(character.to_uppercase());
            start_of_word = false;
        } else {
            clean.push(character);
        }
    }
    if clean.is_empty() { "Schema".to_owned() } else { clean }
}

fn is_worth_a_name(title: &str, schema: &Map<String, Value>) -> bool {
    let is_composed =
        ["properties", "oneOf", "anyOf", "allOf", "enum"].iter().any(|it| schema.contains_key(*it));
    is_composed && !title.is_empty() && !title.starts_with("Nullable_")
}

/// The definition and all it can reach, as text: equal texts mean equal schemas.
fn closure(defs: &Map<String, Value>, name: &str) -> String {
    let mut reached = BTreeMap::new();
    let mut pending = vec![name.to_owned()];
    while let Some(name) = pending.pop() {
        if reached.contains_key(&name) {
            continue;
        }
        let schema = defs.get(&name).cloned().unwrap_or_default();
        pending.extend(references(&schema));
        reached.insert(name, schema);
    }
    serde_json::to_string(&reached).unwrap_or_default()
}

/// Names of the definitions a schema refers to; the empty name is the document's root (`#`).
fn references(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    visit_references(schema, &mut |it| {
        if it == "#" {
            found.insert(String::new());
        } else if let Some(name) = it.strip_prefix(DEFS) {
            found.insert(unescape(name));
        }
    });
    found
}

fn visit_references(schema: &Value, visit: &mut impl FnMut(&str)) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get("$ref") {
                visit(target);
            }
            map.values().for_each(|it| visit_references(it, visit));
        }
        Value::Array(items) => items.iter().for_each(|it| visit_references(it, visit)),
        _ => {}
    }
}

/// Rewrites each `$ref` to a definition as `prefix` and its new name.
fn rename(schema: &mut Value, name_of: &impl Fn(&str) -> String, prefix: &str) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(target)) = map.get_mut("$ref") {
                let old =
                    if target == "#" { Some(String::new()) } else { target.strip_prefix(DEFS).map(unescape) };
                if let Some(old) = old {
                    *target = format!("{prefix}{}", name_of(&old));
                }
            }
            map.values_mut().for_each(|it| rename(it, name_of, prefix));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| rename(it, name_of, prefix)),
        _ => {}
    }
}

/// A segment of a JSON pointer in a URI fragment; type names need no percent-decoding.
fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn order(field: &str) -> Value {
        json!({ "title": "Order", "type": "object", "properties": { field: { "$ref": "#/$defs/Id" } },
                "$defs": { "Id": { "type": "string" } } })
    }

    #[test]
    fn equal_definitions_are_shared() {
        let mut components = Components::new();
        let first = components.add(&order("id"), Side::Input);
        let second = components.add(&order("id"), Side::Output);
        assert_eq!(first, json!({ "$ref": "#/components/schemas/Order" }));
        assert_eq!(first, second);
        assert_eq!(components.into_map().keys().collect::<Vec<_>>(), ["Id", "Order"]);
    }

    #[test]
    fn a_name_that_is_taken_is_told_apart_by_its_side_then_by_number() {
        let mut components = Components::new();
        let names: Vec<_> = ["a", "b", "c"]
            .map(|it| components.add(&order(it), Side::Output)["$ref"].as_str().unwrap().to_owned())
            .into();
        assert_eq!(names, ["Order", "OrderOutput", "Order2"].map(|it| format!("#/components/schemas/{it}")));
    }

    #[test]
    fn the_same_text_with_another_meaning_is_another_schema() {
        let mut components = Components::new();
        components.add(&order("id"), Side::Input);
        let mut other = order("id");
        other["$defs"]["Id"] = json!({ "type": "integer" });
        let other = components.add(&other, Side::Input);
        assert_eq!(other, json!({ "$ref": "#/components/schemas/OrderInput" }));
        let schemas = components.into_map();
        assert_eq!(schemas["OrderInput"]["properties"]["id"]["$ref"], "#/components/schemas/IdInput");
    }

    #[test]
    fn a_recursive_root_refers_to_its_component() {
        let mut components = Components::new();
        let tree = json!({ "title": "Tree", "properties": { "kids": { "items": { "$ref": "#" } } } });
        assert_eq!(components.add(&tree, Side::Input), json!({ "$ref": "#/components/schemas/Tree" }));
        let schemas = components.into_map();
        assert_eq!(schemas["Tree"]["properties"]["kids"]["items"]["$ref"], "#/components/schemas/Tree");
    }

    #[test]
    fn plain_types_stay_in_place() {
        let mut components = Components::new();
        assert_eq!(
            components.add(&json!({ "title": "string", "type": "string" }), Side::Input),
            json!({ "type": "string" })
        );
        assert!(components.into_map().is_empty());
    }

    #[test]
    fn names_are_alphanumeric() {
        assert_eq!(clean("Page_for_Order"), "PageForOrder");
        assert_eq!(clean("list_orders Body"), "ListOrdersBody");
        assert_eq!(clean("Größe"), "GrE");
        assert_eq!(clean("_"), "Schema");
    }
}
