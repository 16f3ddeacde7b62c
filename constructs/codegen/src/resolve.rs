//! From schema documents to structs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::{
    docs::{self, Update},
    model::{Attribute, Field, Resource, Services, Struct, Tags, Type},
    names, overrides,
    pointer::{self, Pointer},
    recursion,
    schema::Schemas,
    shape::{Shape, object},
};

/// Everything there is to generate.
pub(crate) fn services(schemas: &Schemas) -> Services {
    let mut by_service: BTreeMap<String, BTreeMap<&str, &Json>> = BTreeMap::new();
    for (type_name, schema) in &schemas.types {
        by_service.entry(names::service(type_name)).or_default().insert(type_name, schema);
    }
    by_service.into_iter().map(|(service, types)| (service, resources(&types))).collect()
}

fn resources(types: &BTreeMap<&str, &Json>) -> Vec<Resource> {
    // Names are given in the order of their claim to it: resources first, then definitions, then anonymous objects.
    let mut taken: BTreeSet<String> = types.keys().map(|name| resource_name(name)).collect();
    let mut named = BTreeMap::new();
    for (type_name, document) in types {
        let resource = resource_name(type_name);
        let definitions = document.get("definitions").and_then(Json::as_object);
        let mut keys: Vec<&String> = definitions.into_iter().flat_map(serde_json::Map::keys).collect();
        keys.sort();
        let names: BTreeMap<Pointer, String> = keys
            .into_iter()
            .map(|key| {
                let name = claim(&mut taken, format!("{resource}{}", names::type_part(key)));
                (format!("/definitions/{key}"), name)
            })
            .collect();
        named.insert(*type_name, names);
    }
    types
        .iter()
        .map(|(type_name, document)| {
            let names = named.remove(type_name).unwrap_or_default();
            Resolver::new(type_name, document, names, &mut taken).resource()
        })
        .collect()
}

fn resource_name(type_name: &str) -> String {
    names::type_part(type_name.rsplit("::").next().unwrap_or_default())
}

/// Takes the wished name, or the nearest free one. `Role`'s `Policy` is `RolePolicyProperty`, because
/// `AWS::IAM::RolePolicy` is a resource of its own.
fn claim(taken: &mut BTreeSet<String>, wish: String) -> String {
    let mut name = wish;
    while !taken.insert(name.clone()) {
        name.push_str("Property");
    }
    name
}

/// The property that takes tags: the one the schema names, else the one called `Tags`.
fn tags(document: &Json, root: &Struct, structs: &BTreeMap<String, Struct>) -> Option<Tags> {
    let stated = document.pointer("/tagging/tagProperty").and_then(Json::as_str);
    let property = stated.unwrap_or("/properties/Tags").strip_prefix("/properties/")?;
    let field = root.fields.iter().find(|field| field.property == property)?;
    match &field.ty {
        Type::Map(_) | Type::Json => Some(Tags::Map(property.to_owned())),
        Type::List(item) if **item == Type::Tag => Some(Tags::Pairs(property.to_owned())),
        Type::List(item) => {
            let Type::Struct(item) = &**item else { return None };
            let fields = &structs.get(item)?.fields;
            let pair = ["Key", "Value"].iter().all(|name| fields.iter().any(|field| field.property == *name));
            let more =
                fields.iter().any(|field| field.required && !matches!(&*field.property, "Key" | "Value"));
            (pair && !more).then(|| Tags::Pairs(property.to_owned()))
        }
        _ => None,
    }
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
        let name = resource_name(self.type_name);
        let shape = object(self.document, self.document, &Pointer::new()).unwrap_or_default();
        let root = self.structure(name, self.type_name.to_owned(), &Pointer::new(), &shape);
        let attributes = self.attributes();
        let tags = tags(self.document, &root, &self.structs);
        let mut resource =
            Resource { type_name: self.type_name.to_owned(), root, structs: self.structs, attributes, tags };
        recursion::boxed(&mut resource);
        resource
    }

    fn structure(&mut self, name: String, path: String, at: &Pointer, shape: &Shape<'a>) -> Struct {
        let mut fields: Vec<Field> = Vec::new();
        for (property, schema) in &shape.properties {
            let place = (at.clone(), property.clone());
            let required = shape.required.contains(property);
            if self.read_only.contains(&place) && !required {
                continue;
            }
            let inner = format!("{name}{}", names::type_part(property));
            let ty = match (overrides::property(&path, property), schema) {
                (Some(ty), _) => Some(ty),
                (None, Some((schema, at))) => {
                    self.ty(schema, at.clone(), inner, format!("{path}.{property}"))
                }
                (None, None) => Some(Type::Json),
            };
            let Some(ty) = ty else { continue };
            let facts =
                schema.as_ref().map(|(schema, at)| pointer::follow(self.document, schema, at.clone()).0);
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
            None => claim(self.taken, name),
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
            ["object"] => self.map(schema, at, name, path),
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
        let [(value, at)] = &values[..] else { return Some(Type::Json) };
        let value = self.ty(value, at.clone(), format!("{name}Value"), path)?;
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
        match &found[..] {
            [first, rest @ ..] if rest.iter().all(|ty| ty == first) => Some(first.clone()),
            _ => Some(Type::Json),
        }
    }

    fn attributes(&mut self) -> Vec<Attribute> {
        let mut attributes = BTreeMap::new();
        for path in pointer::paths(self.document, "readOnlyProperties") {
            let attribute =
                path.trim_start_matches("/properties/").replace("/properties/", "/").replace('/', ".");
            let Some((at, property)) = pointer::property(self.document, path) else { continue };
            // There is no way to ask for an attribute of each item of a list.
            if attribute.contains('*') || attribute.contains("items") {
                continue;
            }
            let ty = self.attribute_type(&at, &property);
            let name = names::constant(&attribute);
            attributes.insert(attribute.clone(), Attribute { name, attribute, ty });
        }
        attributes.into_values().collect()
    }

    fn attribute_type(&self, at: &Pointer, property: &str) -> Type {
        let Some(schema) = self.document.pointer(&format!("{at}/properties/{property}")) else {
            return Type::Json;
        };
        let schema = pointer::follow(self.document, schema, at.clone()).0;
        match schema.get("type").and_then(Json::as_str) {
            Some("boolean") => Type::Boolean,
            Some("integer") => Type::Integer,
            Some("number") => Type::Number,
            Some("array") => {
                let item = schema.get("items").map(|item| pointer::follow(self.document, item, at.clone()).0);
                let strings = item.and_then(|item| item.get("type")).is_some_and(|ty| ty == "string");
                Type::List(Box::new(if strings { Type::String } else { Type::Json }))
            }
            Some("object") => Type::Json,
            _ => Type::String,
        }
    }
}
