//! Template forms of what stands in a stack.

use std::collections::{BTreeMap, BTreeSet};

use eventual_constructs_cfn::Tagging;
use serde_json::{Map, Value as Json, json};

use super::overrides;
use super::references::Resolver;
use crate::app::AppProps;
use crate::problem::ProblemKind;
use crate::tree::{Kind, NodeId, NodeRecord, OutputRecord, ResourceRecord};

/// The sections of one template: section → logical id → body.
pub(super) type Sections = BTreeMap<&'static str, BTreeMap<String, Json>>;

/// Adds what a node contributes to the template of its stack.
pub(super) fn render(
    resolver: &mut Resolver<'_>,
    app: &AppProps,
    waits: &BTreeMap<NodeId, BTreeSet<String>>,
    index: NodeId,
    sections: &mut Sections,
) {
    let ids = resolver.ids;
    let (Some(id), Some(stack)) = (ids.logical[index].clone(), ids.stack[index]) else { return };
    let nodes = resolver.nodes;
    let (section, body) = match &nodes[index].kind {
        Kind::Resource(record) => {
            ("Resources", resource(resolver, app, waits.get(&index), index, record, stack))
        }
        Kind::Parameter(definition) => ("Parameters", definition.clone()),
        Kind::Condition(expression) => ("Conditions", resolver.resolve(expression, stack, index)),
        Kind::Mapping(table) => ("Mappings", table.clone()),
        Kind::Output(record) => ("Outputs", output(resolver, index, record, stack)),
        Kind::App | Kind::Group | Kind::Stack(_) | Kind::Asset(_) => return,
    };
    sections.entry(section).or_default().insert(id, body);
}

fn resource(
    resolver: &mut Resolver<'_>,
    app: &AppProps,
    waits: Option<&BTreeSet<String>>,
    index: NodeId,
    record: &ResourceRecord,
    stack: NodeId,
) -> Json {
    let mut body = Map::new();
    body.insert("Type".into(), record.type_name.as_str().into());
    let properties = with_tags(resolver, index, record, stack);
    if properties.as_object().is_none_or(|properties| !properties.is_empty()) {
        body.insert("Properties".into(), properties);
    }
    if let Some((deletion, replacement)) = record.deletion_policy {
        body.insert("DeletionPolicy".into(), deletion.into());
        body.insert("UpdateReplacePolicy".into(), replacement.into());
    }
    if let Some(waits) = waits {
        body.insert("DependsOn".into(), json!(waits));
    }
    if let Some(condition) = record.condition.and_then(|condition| resolver.ids.logical[condition].clone()) {
        body.insert("Condition".into(), condition.into());
    }
    let mut metadata: Map<_, _> = record.metadata.clone().into_iter().collect();
    if app.path_metadata() {
        metadata.insert("aws:cdk:path".into(), resolver.path(index).into());
    }
    if app.source_in_templates {
        metadata.insert("eventual:source".into(), resolver.nodes[index].location.to_string().into());
    }
    if !metadata.is_empty() {
        body.insert("Metadata".into(), Json::Object(metadata));
    }
    let mut body = Json::Object(body);
    for change in &record.overrides {
        if !overrides::apply(&mut body, change) {
            resolver.problem(index, ProblemKind::BadOverride { path: change.path.join(".") });
        }
    }
    resolver.resolve(&body, stack, index)
}

/// The properties, with the tags of the scopes between the resource and its stack. Tags set on the resource's own
/// property win.
fn with_tags(resolver: &Resolver<'_>, index: NodeId, record: &ResourceRecord, stack: NodeId) -> Json {
    let mut properties = (record.properties)();
    let Some(tagging) = record.tagging else { return properties };
    // The stack's own tags are handed on by CloudFormation.
    let tags = tags_below(resolver.nodes, index, Some(stack));
    let Some(object) = properties.as_object_mut().filter(|_| !tags.is_empty()) else { return properties };
    match tagging {
        Tagging::Pairs(name) => {
            if let Some(list) = object.entry(name).or_insert_with(|| json!([])).as_array_mut() {
                for (key, value) in tags {
                    if !list.iter().any(|tag| tag.get("Key").and_then(Json::as_str) == Some(key)) {
                        list.push(json!({ "Key": key, "Value": value }));
                    }
                }
            }
        }
        Tagging::Map(name) => {
            if let Some(map) = object.entry(name).or_insert_with(|| json!({})).as_object_mut() {
                for (key, value) in tags {
                    map.entry(key).or_insert_with(|| value.into());
                }
            }
        }
    }
    properties
}

/// Tags of a node: its own and those of the scopes around it, the nearest first, up to (not including) `top`.
pub(super) fn tags_below(nodes: &[NodeRecord], index: NodeId, top: Option<NodeId>) -> BTreeMap<&str, &str> {
    let mut tags = BTreeMap::new();
    let mut here = Some(index);
    while let Some(record) = here.filter(|at| Some(*at) != top).and_then(|at| nodes.get(at)) {
        for (key, value) in &record.tags {
            tags.entry(key.as_str()).or_insert(value.as_str());
        }
        here = record.parent;
    }
    tags
}

fn output(resolver: &mut Resolver<'_>, index: NodeId, record: &OutputRecord, stack: NodeId) -> Json {
    let mut body = Map::new();
    body.insert("Value".into(), resolver.resolve(&record.value, stack, index));
    if let Some(description) = &record.description {
        body.insert("Description".into(), description.as_str().into());
    }
    if let Some(name) = &record.export_name {
        body.insert("Export".into(), json!({ "Name": resolver.resolve(name, stack, index) }));
    }
    if let Some(condition) = record.condition.and_then(|condition| resolver.ids.logical[condition].clone()) {
        body.insert("Condition".into(), condition.into());
    }
    Json::Object(body)
}
