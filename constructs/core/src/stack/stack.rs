use std::collections::BTreeMap;

use eventual_constructs_cfn::{ToJson, Value};

use crate::stack::Environment;
use crate::tree::{CallSite, Kind, Node, NodeId, NodeRecord, Scope, StackRecord};

/// Settings of a stack.
#[derive(Clone, Debug, Default)]
pub struct StackProps {
    /// Name in CloudFormation. Default: the ids from the app down, joined by `-`.
    pub stack_name: Option<String>,
    /// Account and region. Default: those of the credentials at deployment.
    pub env: Environment,
    /// Shown in the console.
    pub description: Option<String>,
    /// Tags of the stack, which CloudFormation hands on to all its resources.
    pub tags: BTreeMap<String, String>,
    /// Forbids deleting the stack.
    pub termination_protection: bool,
}

/// A CloudFormation stack: one template, deployed as a whole.
#[derive(Clone, Debug)]
pub struct Stack {
    node: Node,
}

impl Stack {
    /// A stack that is deployed wherever the credentials point.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str) -> Self {
        Self::with_props(scope, id, StackProps::default())
    }

    /// A stack with settings.
    #[track_caller]
    pub fn with_props(scope: &impl Scope, id: &str, props: StackProps) -> Self {
        let parent = scope.node().path();
        let full = if parent.is_empty() { id.to_owned() } else { format!("{parent}/{id}") };
        let name = props.stack_name.clone().unwrap_or_else(|| full.replace('/', "-"));
        let tags = props.tags.clone();
        let record = StackRecord { name, props, nested: None, kept_exports: Vec::new() };
        let node = scope.node().child(id, Kind::Stack(record), CallSite::caller());
        node.with_mut(|record| record.tags = tags);
        Self { node }
    }

    /// The stack around a construct (the nearest, hence maybe a nested one); `None` directly below the app.
    #[must_use]
    pub fn of(scope: &impl Scope) -> Option<Self> {
        let node = scope.node();
        let found = stack_of(&node.tree().nodes(), node.index());
        found.map(|index| Self { node: node.at(index) })
    }

    /// Name in CloudFormation; for a nested stack, which CloudFormation names, a stand-in that is unique in the app.
    #[must_use]
    pub fn name(&self) -> String {
        self.node.with(|record| match &record.kind {
            Kind::Stack(stack) => stack.name.clone(),
            _ => String::new(),
        })
    }

    /// Goes on exporting a value of this stack under the name that other stacks of the app import it by. For the
    /// deployment in which the last import goes: the export must stay until the importing stack has been deployed.
    pub fn keep_export(&self, value: &Value<String>) {
        let value = value.to_json();
        self.node.with_mut(|record| {
            if let Kind::Stack(stack) = &mut record.kind {
                stack.kept_exports.push(value);
            }
        });
    }

    pub(super) fn from_node(node: Node) -> Self {
        Self { node }
    }
}

impl Scope for Stack {
    fn node(&self) -> &Node {
        &self.node
    }
}

/// The nearest stack at or above a node.
pub(crate) fn stack_of(nodes: &[NodeRecord], index: NodeId) -> Option<NodeId> {
    let mut here = Some(index);
    while let Some(record) = here.and_then(|at| nodes.get(at)) {
        if matches!(record.kind, Kind::Stack(_)) {
            return here;
        }
        here = record.parent;
    }
    None
}

/// The stacks around a stack, outermost first, itself last. A stack is inside another only if it is nested.
pub(crate) fn stack_chain(nodes: &[NodeRecord], stack: NodeId) -> Vec<NodeId> {
    let mut chain = vec![stack];
    let mut here = stack;
    while let Some(NodeRecord { kind: Kind::Stack(StackRecord { nested: Some(nested), .. }), .. }) =
        nodes.get(here)
    {
        match nodes.get(nested.resource).and_then(|record| stack_of(nodes, record.parent?)) {
            Some(outer) => here = outer,
            None => break,
        }
        chain.push(here);
    }
    chain.reverse();
    chain
}
