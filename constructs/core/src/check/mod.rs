//! Rules over the whole tree, checked before anything is written: one rule, one file. They look at the final
//! templates, so that L1 resources and overrides are held to them as well.

mod counts;
mod edges;
mod environment;
mod event_pattern;
mod function_policy;
mod lambda_ranges;
pub mod limits;
mod names;
mod policy_size;
mod queue_visibility;
mod rule_targets;
mod stack_names;
mod template_size;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::problem::{Problem, ProblemKind};
use crate::tree::{Kind, NodeId, NodeRecord, path_of};

pub(crate) use edges::resource_edges;

/// The finished templates, and what they were made from.
pub(crate) struct Rendered<'a> {
    pub(crate) nodes: &'a [NodeRecord],
    pub(crate) ids: &'a [Option<String>],
    pub(crate) stack_of: &'a [Option<NodeId>],
    /// Per stack the template and its size in bytes as written.
    pub(crate) templates: BTreeMap<NodeId, (&'a Json, usize)>,
}

/// One resource as its template has it.
#[derive(Clone, Copy)]
struct Entry<'a> {
    node: NodeId,
    stack: NodeId,
    id: &'a str,
    type_name: &'a str,
    properties: &'a Json,
}

pub(crate) fn all(rendered: &Rendered<'_>, problems: &mut Vec<Problem>) {
    let rules = [
        stack_names::check,
        counts::check,
        template_size::check,
        names::check,
        policy_size::check,
        environment::check,
        lambda_ranges::check,
        event_pattern::check,
        rule_targets::check,
        function_policy::check,
        queue_visibility::check,
    ];
    for rule in rules {
        rule(rendered, &mut |node, kind| problems.push(rendered.problem(node, kind)));
    }
}

/// Where a rule puts what it finds.
type Report<'a> = dyn FnMut(NodeId, ProblemKind) + 'a;

impl Rendered<'_> {
    fn problem(&self, node: NodeId, kind: ProblemKind) -> Problem {
        Problem::new(kind, self.path(node), Some(self.nodes[node].location.clone()))
    }

    fn path(&self, node: NodeId) -> String {
        path_of(self.nodes, node, None).join("/")
    }

    /// All resources, in the order in which they were made.
    fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.nodes.iter().enumerate().filter_map(|(node, record)| {
            let Kind::Resource(resource) = &record.kind else { return None };
            let (id, stack) = (self.ids[node].as_deref()?, self.stack_of[node]?);
            let body = self.templates.get(&stack)?.0.get("Resources")?.get(id)?;
            let properties = body.get("Properties").unwrap_or(&Json::Null);
            Some(Entry { node, stack, id, type_name: &resource.type_name, properties })
        })
    }

    fn of_type<'a>(&'a self, type_name: &'a str) -> impl Iterator<Item = Entry<'a>> {
        self.entries().filter(move |entry| entry.type_name == type_name)
    }
}

/// At least this many characters come out of `value` when CloudFormation has filled it in: rules must never refuse
/// what AWS would take, so an intrinsic function counts as if it gave nothing but what is plain in it.
fn least_length(value: &Json) -> usize {
    match value {
        Json::Object(map) if map.len() == 1 => match map.iter().next() {
            Some((name, _)) if name == "Ref" || name.starts_with("Fn::") => 2,
            _ => object_length(map),
        },
        Json::Object(map) => object_length(map),
        Json::Array(items) => {
            2 + items.iter().map(|item| least_length(item) + 1).sum::<usize>().saturating_sub(1)
        }
        plain => plain.to_string().len(),
    }
}

fn object_length(map: &serde_json::Map<String, Json>) -> usize {
    let entries: usize = map.iter().map(|(key, value)| key.len() + 4 + least_length(value)).sum();
    2 + entries.saturating_sub(1)
}
