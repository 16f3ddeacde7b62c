use eventual_constructs_cfn::{ToJson, Value};
use serde_json::{Value as Json, json};

use crate::tree::{CallSite, Kind, Node, Scope};

/// Something that holds or not, decided when the stack is deployed.
#[derive(Clone, Debug)]
pub struct Condition {
    node: Node,
}

impl Condition {
    /// Holds when both values are equal.
    #[track_caller]
    pub fn equals(
        scope: &impl Scope,
        id: &str,
        left: impl Into<Value<String>>,
        right: impl Into<Value<String>>,
    ) -> Self {
        let sides = [left.into().to_json(), right.into().to_json()];
        Self::new(scope, id, json!({ "Fn::Equals": sides }), CallSite::caller())
    }

    /// Holds when `condition` does not.
    #[track_caller]
    pub fn not(scope: &impl Scope, id: &str, condition: &Self) -> Self {
        Self::new(scope, id, json!({ "Fn::Not": [condition.as_json()] }), CallSite::caller())
    }

    /// Holds when all of two to ten conditions do.
    #[track_caller]
    pub fn all(scope: &impl Scope, id: &str, conditions: &[&Self]) -> Self {
        let parts: Vec<_> = conditions.iter().map(|condition| condition.as_json()).collect();
        Self::new(scope, id, json!({ "Fn::And": parts }), CallSite::caller())
    }

    /// Holds when one of two to ten conditions does.
    #[track_caller]
    pub fn any(scope: &impl Scope, id: &str, conditions: &[&Self]) -> Self {
        let parts: Vec<_> = conditions.iter().map(|condition| condition.as_json()).collect();
        Self::new(scope, id, json!({ "Fn::Or": parts }), CallSite::caller())
    }

    fn new(scope: &impl Scope, id: &str, expression: Json, location: CallSite) -> Self {
        Self { node: scope.node().child(id, Kind::Condition(expression), location) }
    }

    fn as_json(&self) -> Json {
        json!({ "Condition": self.node.reference().0 })
    }
}

impl Scope for Condition {
    fn node(&self) -> &Node {
        &self.node
    }
}
