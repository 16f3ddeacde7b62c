//! What a resource has besides its properties: attributes, and a place for tags.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::{
    model::{Attribute, Struct, Tags, Type},
    names,
    pointer::{self, Pointer},
};

/// What `Fn::GetAtt` offers: the properties that only CloudFormation sets, sorted.
pub(crate) fn attributes(document: &Json) -> Vec<Attribute> {
    let mut attributes = BTreeMap::new();
    for path in pointer::paths(document, "readOnlyProperties") {
        let attribute =
            path.trim_start_matches("/properties/").replace("/properties/", "/").replace('/', ".");
        let Some((at, property)) = pointer::property(document, path) else { continue };
        // There is no way to ask for an attribute of each item of a list.
        if pointer::in_list(document, path) {
            continue;
        }
        let ty = attribute_type(document, &at, &property);
        let name = names::constant(&attribute);
        attributes.insert(attribute.clone(), Attribute { name, attribute, ty });
    }
    attributes.into_values().collect()
}

fn attribute_type(document: &Json, at: &Pointer, property: &str) -> Type {
    let Some(schema) = document.pointer(&format!("{at}/properties/{property}")) else {
        return Type::Json;
    };
    let schema = pointer::follow(document, schema, at.clone()).0;
    match schema.get("type").and_then(Json::as_str) {
        Some("boolean") => Type::Boolean,
        Some("integer") => Type::Integer,
        Some("number") => Type::Number,
        Some("array") => {
            let item = schema.get("items").map(|item| pointer::follow(document, item, at.clone()).0);
            let strings = item.and_then(|item| item.get("type")).is_some_and(|ty| ty == "string");
            Type::List(Box::new(if strings { Type::String } else { Type::Json }))
        }
        Some("object") => Type::Json,
        _ => Type::String,
    }
}

/// The property that takes tags: the one the schema names, else the one called `Tags`.
pub(crate) fn tags(document: &Json, root: &Struct, structs: &BTreeMap<String, Struct>) -> Option<Tags> {
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
