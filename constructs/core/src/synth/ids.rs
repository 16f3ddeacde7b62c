//! Logical ids of everything that stands in a template.

use std::collections::BTreeMap;

use crate::problem::{Problem, ProblemKind};
use crate::stack::stack_of;
use crate::tree::{Kind, NodeId, NodeRecord, hash8, logical_id, path_of, stable};

/// Logical id per node (`None` for nodes without) and the stack each node stands in.
pub(super) struct Ids {
    pub(super) logical: Vec<Option<String>>,
    pub(super) stack: Vec<Option<NodeId>>,
    /// Ids that follow the content of other resources, with the part of them that does not.
    pub(super) renewed: Vec<(String, String)>,
}

pub(super) fn assign(nodes: &[NodeRecord], problems: &mut Vec<Problem>) -> Ids {
    let mut ids =
        Ids { logical: vec![None; nodes.len()], stack: vec![None; nodes.len()], renewed: Vec::new() };
    let mut taken: BTreeMap<(NodeId, &'static str, String), NodeId> = BTreeMap::new();
    for (index, record) in nodes.iter().enumerate() {
        ids.stack[index] = stack_of(nodes, index);
        let namespace = match record.kind {
            Kind::Resource(_) | Kind::Parameter(_) => "resources and parameters",
            Kind::Condition(_) => "conditions",
            Kind::Mapping(_) => "mappings",
            Kind::Output(_) => "outputs",
            Kind::App | Kind::Group | Kind::Stack(_) | Kind::Asset(_) => continue,
        };
        let problem =
            |kind| Problem::new(kind, path_of(nodes, index, None).join("/"), Some(record.location.clone()));
        let Some(stack) = ids.stack[index] else {
            problems.push(problem(ProblemKind::OutsideStack));
            continue;
        };
        let (own, id) = id_of(nodes, index, stack);
        if own != id {
            ids.renewed.push((id.clone(), own));
        }
        if id.is_empty() || id.len() > 255 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            problems.push(problem(ProblemKind::BadLogicalId { id: id.clone() }));
        }
        if let Some(other) = taken.insert((stack, namespace, id.clone()), index) {
            let other = path_of(nodes, other, None).join("/");
            problems.push(problem(ProblemKind::DuplicateLogicalId { id: id.clone(), other }));
        }
        ids.logical[index] = Some(id);
    }
    ids
}

/// The id without and with what follows the content of others.
fn id_of(nodes: &[NodeRecord], index: NodeId, stack: NodeId) -> (String, String) {
    let resource = match &nodes[index].kind {
        Kind::Resource(resource) => Some(resource),
        _ => None,
    };
    let own = resource
        .and_then(|resource| resource.logical_id.clone())
        .unwrap_or_else(|| logical_id(&path_of(nodes, index, Some(stack))));
    let full = match resource.and_then(|resource| resource.renewal.as_ref()) {
        Some(renewal) => {
            let content: String = renewal.with.iter().map(|other| content(nodes, *other)).collect();
            format!("{own}{}", hash8(content.as_bytes()))
        }
        None => own.clone(),
    };
    (own, full)
}

/// What a resource says, independent of logical ids.
fn content(nodes: &[NodeRecord], index: NodeId) -> String {
    match &nodes[index].kind {
        Kind::Resource(resource) => {
            let mut body = serde_json::json!({ "Properties": (resource.properties)() });
            for change in &resource.overrides {
                // A bad override is reported when the template is rendered.
                super::overrides::apply(&mut body, change);
            }
            crate::json::to_compact(&stable(nodes, &body))
        }
        _ => String::new(),
    }
}
