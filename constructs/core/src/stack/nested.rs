use serde_json::json;

use crate::stack::{Stack, StackProps};
use crate::tree::{CallSite, Kind, NestedRecord, Node, Scope, StackRecord, hash8};
use crate::{RawResource, Resource};

/// A stack inside a stack: its own template with its own limits, deployed with its parent. Values are used across
/// the border as if it were not there; parameters and outputs are made for them.
#[derive(Clone, Debug)]
pub struct NestedStack {
    stack: Stack,
    resource: Resource<RawResource>,
}

impl NestedStack {
    /// A nested stack in the stack of `scope`.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str) -> Self {
        let location = CallSite::caller();
        let resource = scope.add_raw(&format!("{id}.NestedStack"), "AWS::CloudFormation::Stack", json!({}));
        let path = format!("{}/{id}", scope.node().path());
        // Two paths may read the same with dashes; the hash keeps the names of their templates apart.
        let name = format!("{}-{}", path.replace('/', "-"), hash8(path.as_bytes()));
        let nested = Some(NestedRecord { resource: resource.node().index() });
        let record = StackRecord { name, props: StackProps::default(), nested, kept_exports: Vec::new() };
        let node = scope.node().child(id, Kind::Stack(record), location);
        Self { stack: Stack::from_node(node), resource }
    }

    /// The `AWS::CloudFormation::Stack` in the parent's template.
    #[must_use]
    pub fn resource(&self) -> &Resource<RawResource> {
        &self.resource
    }

    /// The stack as a scope of its own.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.stack
    }
}

impl Scope for NestedStack {
    fn node(&self) -> &Node {
        self.stack.node()
    }
}
