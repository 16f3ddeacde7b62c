//! Services, their resources, and who gets which name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::{
    model::{Resource, Services},
    names,
    pointer::Pointer,
    resolve,
    schema::Schemas,
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
            resolve::resource(type_name, document, names, &mut taken)
        })
        .collect()
}

pub(crate) fn resource_name(type_name: &str) -> String {
    names::type_part(type_name.rsplit("::").next().unwrap_or_default())
}

/// Takes the wished name, or the nearest free one. `Role`'s `Policy` is `RolePolicyProperty`, because
/// `AWS::IAM::RolePolicy` is a resource of its own.
pub(crate) fn claim(taken: &mut BTreeSet<String>, wish: String) -> String {
    let mut name = wish;
    while !taken.insert(name.clone()) {
        name.push_str("Property");
    }
    name
}
