//! `tree.json`: the construct tree, for tools that show it.

use serde_json::{Map, Value as Json, json};

use crate::tree::{Kind, NodeId, NodeRecord, path_of};

pub(super) fn tree(nodes: &[NodeRecord]) -> Json {
    json!({ "version": "tree-0.1", "tree": node(nodes, 0) })
}

fn node(nodes: &[NodeRecord], index: NodeId) -> Json {
    let record = &nodes[index];
    let (id, what) = match &record.kind {
        Kind::App => ("App", "App"),
        Kind::Group | Kind::Asset(_) => (record.id.as_str(), "Construct"),
        Kind::Stack(stack) if stack.nested.is_some() => (record.id.as_str(), "NestedStack"),
        Kind::Stack(_) => (record.id.as_str(), "Stack"),
        Kind::Resource(_) => (record.id.as_str(), "Resource"),
        Kind::Parameter(_) => (record.id.as_str(), "Parameter"),
        Kind::Condition(_) => (record.id.as_str(), "Condition"),
        Kind::Mapping(_) => (record.id.as_str(), "Mapping"),
        Kind::Output(_) => (record.id.as_str(), "Output"),
    };
    let mut out = Map::new();
    out.insert("id".into(), id.into());
    out.insert("path".into(), path_of(nodes, index, None).join("/").into());
    out.insert(
        "constructInfo".into(),
        json!({ "fqn": format!("eventual-constructs-core.{what}"), "version": env!("CARGO_PKG_VERSION") }),
    );
    let mut attributes = Map::new();
    if let Kind::Resource(resource) = &record.kind {
        attributes.insert("aws:cdk:cloudformation:type".into(), resource.type_name.as_str().into());
    }
    if !matches!(record.kind, Kind::App) {
        attributes.insert("eventual:source".into(), record.location.to_string().into());
    }
    if !record.notes.is_empty() {
        attributes.insert("eventual:why".into(), json!(record.notes));
    }
    if !attributes.is_empty() {
        out.insert("attributes".into(), Json::Object(attributes));
    }
    if !record.children.is_empty() {
        let children: Map<_, _> =
            record.children.iter().map(|(id, child)| (id.clone(), node(nodes, *child))).collect();
        out.insert("children".into(), Json::Object(children));
    }
    Json::Object(out)
}
