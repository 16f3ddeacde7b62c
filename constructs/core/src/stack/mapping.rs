use std::collections::BTreeMap;

use eventual_constructs_cfn::{Expr, ToJson, Value};
use serde_json::json;

use crate::tree::{CallSite, Kind, Node, Scope};

/// A table in the template with two keys, looked up when the stack is deployed.
#[derive(Clone, Debug)]
pub struct Mapping {
    node: Node,
}

impl Mapping {
    /// A table: first key → second key → value.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, table: &BTreeMap<String, BTreeMap<String, String>>) -> Self {
        Self { node: scope.node().child(id, Kind::Mapping(json!(table)), CallSite::caller()) }
    }

    /// `Fn::FindInMap`: the value under two keys, which may be tokens (`pseudo::region()`).
    #[must_use]
    pub fn find(&self, first: impl Into<Value<String>>, second: impl Into<Value<String>>) -> Value<String> {
        let keys = (first.into().to_json(), second.into().to_json());
        Expr(json!({ "Fn::FindInMap": [self.node.reference().0, keys.0, keys.1] })).into()
    }
}

impl Scope for Mapping {
    fn node(&self) -> &Node {
        &self.node
    }
}
