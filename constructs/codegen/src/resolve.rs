//! From a schema document to structs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::{
    attributes, boxes,
    docs::{self, Update},
    model::{Field, Resource, Struct, Type},
    names, overrides,
    pointer::{self, Pointer},
    services,
    shape::{Shape, object},
};

/// A resource with its property types. `names` holds the names its definitions have; more are taken from `taken`.
pub(crate) fn resource(
    type_name: &str,
    document: &Json,
    names: BTreeMap<Pointer, String>,
    taken: &mut BTreeSet<String>,
) -> Resource {
    Resolver::new(type_name, document, names, taken).resource()
}

struct Resolver<'a> {
    type_name: &'a str,
    document: &'a Json,
    /// Names of structs by where their schema stands.
    names: BTreeMap<Pointer, String>,
    taken: &'a mut BTreeSet<String>,
    /// Properties that only CloudFormation sets, by the place of their struct.
    read_only: BTreeSet<(Pointer, String)>,
    updates: BTreeMap<(Pointer, String), Update>,
    deprecated: BTreeSet<(Pointer, String)>,
    structs: BTreeMap<String, Struct>,
    /// Places on the way here, to notice a schema inside itself.
    open: Vec<Pointer>,
}

impl<'a> Resolver<'a> {
    fn new(
        type_name: &'a str,
        document: &'a Json,
        names: BTreeMap<Pointer, String>,
        taken: &'a mut BTreeSet<String>,
    ) -> Self {
        let places = |key| pointer::paths(document, key).filter_map(|path| pointer::property(document, path));
        let mut updates = BTreeMap::new();
        updates.extend(places("conditionalCreateOnlyProperties").map(|place| (place, Update::MayReplace)));
        updates.extend(places("createOnlyProperties").map(|place| (place, Update::Replaces)));
        Self {
            type_name,
            document,
            names,
            taken,
            read_only: places("readOnlyProperties").collect(),
            updates,
            deprecated: places("deprecatedProperties").collect(),
            structs: BTreeMap::new(),
            open: Vec::new(),
        }
    }

    fn resource(mut self) -> Resource {
        let name = services::resource_name(self.type_name);
        let shape = object(self.document, self.document, &Pointer::new()).unwrap_or_default();
        let root = self.structure(name, self.type_name.to_owned(), &Pointer::new(), &shape);
        let attributes = attributes::attributes(self.document);
        let tags = attributes::tags(self.document, &root, &self.structs);
        let mut resource =
            Resource { type_name: self.type_name.to_owned(), root, structs: self.structs, attributes, tags };
        boxes::place(&mut resource);
        resource
    }

    fn structure(&mut self, name: String, path: String, at: &Pointer, shape: &Shape<'a>) -> Struct {
        let mut fields: Vec<Field> = Vec::new();
        for (property, schemas) in &shape.properties {
            let place = (at.clone(), property.clone());
            let required = shape.required.contains(property);
            if self.read_only.contains(&place) && !required {
                continue;
            }
            let inner = format!("{name}{}", names::type_part(property));
            let ty = match overrides::property(&path, property) {
                Some(ty) => Some(ty),
                None => self.any_of(schemas, &inner, &format!("{path}.{property}")),
            };
            let Some(ty) = ty else { continue };
            let facts = match &schemas[..] {
                [(schema, at)] => Some(pointer::follow(self.document, schema, at.clone()).0),
                _ => None,
            };
            let update = self.updates.get(&place).copied().unwrap_or_default();
            let doc = facts.and_then(|facts| docs::property(facts, update, self.deprecated.contains(&place)));
            let mut field = names::field(property);
            while fields.iter().any(|other| other.name == field) {
                field.push('_');
            }
            fields.push(Field { name: field, property: property.clone(), ty, required, doc });
        }
        Struct { name, path, docs: shape.docs(), fields }
    }

    /// The type that all of these schemas have, any JSON if there is none.
    fn any_of(&mut self, schemas: &[(&'a Json, Pointer)], name: &str, path: &str) -> Option<Type> {
        if let [(schema, at)] = schemas {
            return self.ty(schema, at.clone(), name.to_owned(), path.to_owned());
        }
        // Two objects that differ are two structs.
        let is_object = |(schema, at): &(&'a Json, Pointer)| {
            let (schema, at) = pointer::follow(self.document, schema, at.clone());
            object(self.document, schema, &at).is_some()
        };
        if schemas.iter().any(is_object) {
            return Some(Type::Json);
        }
        let types: Vec<Option<Type>> = schemas
            .iter()
            .map(|(schema, at)| self.ty(schema, at.clone(), name.to_owned(), path.to_owned()))
            .collect();
        same(types.into_iter().flatten())
    }

    /// The type of a schema; `None` when nothing in it can be written. `name` and `path` are for an anonymous object.
    fn ty(&mut self, schema: &'a Json, at: Pointer, name: String, path: String) -> Option<Type> {
        let (schema, at) = pointer::follow(self.document, schema, at);
        if let Some(shape) = object(self.document, schema, &at) {
            return self.object_type(at, name, path, &shape);
        }
        if self.open.contains(&at) {
            return Some(Type::Json);
        }
        self.open.push(at.clone());
        let ty = self.plain_type(schema, &at, name, path);
        self.open.pop();
        ty
    }

    fn object_type(&mut self, at: Pointer, name: String, path: String, shape: &Shape<'a>) -> Option<Type> {
        let definition = at.strip_prefix("/definitions/").filter(|rest| !rest.contains('/'));
        if shape.is_tag(definition.unwrap_or(&name)) {
            return Some(Type::Tag);
        }
        let (known, path) = match definition {
            Some(definition) => (self.names.get(&at).cloned(), format!("{}.{definition}", self.type_name)),
            None => (self.names.get(&at).cloned(), path),
        };
        let name = match known {
            Some(known) => known,
            None => services::claim(self.taken, name),
        };
        self.names.insert(at.clone(), name.clone());
        if !self.structs.contains_key(&name) {
            // A stand-in first: the struct may contain itself.
            let stand_in = Struct { name: name.clone(), path: path.clone(), docs: vec![], fields: vec![] };
            self.structs.insert(name.clone(), stand_in);
            let structure = self.structure(name.clone(), path, &at, shape);
            self.structs.insert(name.clone(), structure.clone());
            if structure.fields.is_empty() {
                self.structs.remove(&name);
                return None;
            }
        }
        Some(Type::Struct(name))
    }

    fn plain_type(&mut self, schema: &'a Json, at: &Pointer, name: String, path: String) -> Option<Type> {
        let types: Vec<&str> = match schema.get("type") {
            Some(Json::String(ty)) => vec![ty],
            Some(Json::Array(types)) => {
                types.iter().filter_map(Json::as_str).filter(|ty| *ty != "null").collect()
            }
            _ => vec![],
        };
        match types[..] {
            ["string"] => Some(Type::String),
            ["boolean"] | ["boolean", "string"] => Some(Type::Boolean),
            ["integer"] | ["integer", "string"] => Some(Type::Integer),
            ["number"] | ["number", "string"] => Some(Type::Number),
            ["array"] => self.list(schema, at, name, path),
            // Text is for JSON in a string; the object says the same.
            ["object"] | ["object", "string"] | ["string", "object"] => self.map(schema, at, name, path),
            [] => self.untyped(schema, at, name, path),
            _ => Some(Type::Json),
        }
    }

    fn list(&mut self, schema: &'a Json, at: &Pointer, name: String, path: String) -> Option<Type> {
        let Some(item) = schema.get("items") else { return Some(Type::List(Box::new(Type::Json))) };
        let item = self.ty(item, format!("{at}/items"), format!("{name}Item"), path)?;
        Some(Type::List(Box::new(item)))
    }

    fn map(&mut self, schema: &'a Json, at: &Pointer, name: String, path: String) -> Option<Type> {
        let patterns = schema.get("patternProperties").and_then(Json::as_object);
        let mut values: Vec<(&'a Json, Pointer)> = patterns
            .into_iter()
            .flatten()
            // A slash or a tilde in a key would have to be escaped to be followed; nothing refers to such a place.
            .map(|(pattern, value)| (value, format!("{at}/patternProperties/{pattern}")))
            .collect();
        if let Some(value) = schema.get("additionalProperties").filter(|value| value.is_object()) {
            values.push((value, format!("{at}/additionalProperties")));
        }
        if values.is_empty() {
            return Some(Type::Json);
        }
        let value = self.any_of(&values, &format!("{name}Value"), &path)?;
        Some(Type::Map(Box::new(value)))
    }

    fn untyped(&mut self, schema: &'a Json, at: &Pointer, name: String, path: String) -> Option<Type> {
        let has = |key| schema.get(key).is_some();
        if has("patternProperties") {
            return self.map(schema, at, name, path);
        }
        if has("items") {
            return self.list(schema, at, name, path);
        }
        if has("pattern")
            || has("minLength")
            || has("maxLength")
            || schema.pointer("/enum/0").is_some_and(Json::is_string)
        {
            return Some(Type::String);
        }
        let mut found: Vec<Type> = Vec::new();
        for key in ["oneOf", "anyOf", "allOf"] {
            let alternatives = schema.get(key).and_then(Json::as_array).into_iter().flatten().enumerate();
            for (index, alternative) in alternatives {
                let free_form = alternative.get("format").is_some_and(|format| format == "json");
                let says_type =
                    ["type", "$ref", "properties", "items"].iter().any(|key| alternative.get(key).is_some());
                if says_type && !free_form {
                    found.extend(self.ty(
                        alternative,
                        format!("{at}/{key}/{index}"),
                        name.clone(),
                        path.clone(),
                    ));
                }
            }
        }
        same(found)
    }
}

/// The one type among these, any JSON if there are several or none.
fn same(types: impl IntoIterator<Item = Type>) -> Option<Type> {
    let mut types = types.into_iter();
    let first = types.next().filter(|first| types.all(|ty| ty == *first));
    Some(first.unwrap_or(Type::Json))
}
