use eventual_constructs_cfn::{ToJson, Value};

use crate::stack::Condition;
use crate::tree::{CallSite, Kind, Node, OutputRecord, Scope};

/// Settings of an output.
#[derive(Clone, Debug, Default)]
pub struct OutputProps {
    /// Shown beside the value.
    pub description: Option<String>,
    /// Name under which stacks outside this app import the value; unique in account and region.
    pub export_name: Option<Value<String>>,
    /// The output exists only where this holds.
    pub condition: Option<Condition>,
}

/// A value that the stack shows after a deployment.
#[derive(Clone, Debug)]
pub struct Output {
    node: Node,
}

impl Output {
    /// An output of the stack of `scope`.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, value: impl Into<Value<String>>) -> Self {
        Self::with_props(scope, id, value, OutputProps::default())
    }

    /// An output with settings.
    #[track_caller]
    pub fn with_props(
        scope: &impl Scope,
        id: &str,
        value: impl Into<Value<String>>,
        props: OutputProps,
    ) -> Self {
        let record = OutputRecord {
            value: value.into().to_json(),
            description: props.description,
            export_name: props.export_name.map(|name| name.to_json()),
            condition: props.condition.map(|condition| condition.node().index()),
        };
        Self { node: scope.node().child(id, Kind::Output(record), CallSite::caller()) }
    }
}

impl Scope for Output {
    fn node(&self) -> &Node {
        &self.node
    }
}
