use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

/// Which resources of a template wait for which, by logical id.
pub(crate) fn resource_edges(template: &Json) -> BTreeMap<String, BTreeSet<String>> {
    let Some(resources) = template.get("Resources").and_then(Json::as_object) else { return BTreeMap::new() };
    let mut edges = BTreeMap::new();
    for (id, body) in resources {
        let mut needs = BTreeSet::new();
        for part in ["Properties", "DependsOn", "Condition"].iter().filter_map(|part| body.get(*part)) {
            collect(part, &mut needs);
        }
        match body.get("DependsOn") {
            Some(Json::String(other)) => drop(needs.insert(other.clone())),
            Some(Json::Array(others)) => {
                needs.extend(others.iter().filter_map(Json::as_str).map(str::to_owned))
            }
            _ => {}
        }
        needs.retain(|other| resources.contains_key(other));
        edges.insert(id.clone(), needs);
    }
    edges
}

fn collect(value: &Json, needs: &mut BTreeSet<String>) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| collect(item, needs)),
        Json::Object(map) => {
            for (key, item) in map {
                match (key.as_str(), item) {
                    ("Ref", Json::String(id)) => drop(needs.insert(id.clone())),
                    ("Fn::GetAtt", Json::Array(parts)) => {
                        needs.extend(parts.first().and_then(Json::as_str).map(str::to_owned));
                    }
                    ("Fn::Sub", Json::String(text)) => names_in(text, needs),
                    ("Fn::Sub", Json::Array(parts)) => {
                        if let Some(text) = parts.first().and_then(Json::as_str) {
                            names_in(text, needs);
                        }
                        parts.iter().skip(1).for_each(|part| collect(part, needs));
                    }
                    (_, item) => collect(item, needs),
                }
            }
        }
        _ => {}
    }
}

/// `${Name}` and `${Name.Attribute}` of a `Fn::Sub` text.
fn names_in(text: &str, needs: &mut BTreeSet<String>) {
    for part in text.split("${").skip(1) {
        if let Some((inside, _)) = part.split_once('}') {
            needs.extend(inside.split('.').next().map(str::to_owned));
        }
    }
}
