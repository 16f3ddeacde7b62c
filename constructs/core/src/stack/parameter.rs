use eventual_constructs_cfn::Value;
use serde_json::{Map, Value as Json, json};

use crate::tree::{CallSite, Kind, Node, Scope};

/// Settings of a parameter.
#[derive(Clone, Debug, Default)]
pub struct ParameterProps {
    /// CloudFormation type, `Number`, `AWS::SSM::Parameter::Value<String>`. Default: `String`.
    pub r#type: Option<String>,
    /// Value when none is given; without it the deployer must give one.
    pub default: Option<String>,
    /// Shown to the deployer.
    pub description: Option<String>,
    /// The only values allowed.
    pub allowed_values: Vec<String>,
    /// Regular expression that the whole value must match.
    pub allowed_pattern: Option<String>,
    /// Hides the value in consoles.
    pub no_echo: bool,
}

/// A value that the deployer gives.
#[derive(Clone, Debug)]
pub struct Parameter {
    node: Node,
}

impl Parameter {
    /// A parameter of the stack of `scope`.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, props: ParameterProps) -> Self {
        let mut definition = Map::new();
        definition.insert("Type".into(), props.r#type.unwrap_or_else(|| "String".into()).into());
        let optional = [
            ("Default", props.default.map(Json::from)),
            ("Description", props.description.map(Json::from)),
            ("AllowedPattern", props.allowed_pattern.map(Json::from)),
            ("AllowedValues", (!props.allowed_values.is_empty()).then(|| json!(props.allowed_values))),
            ("NoEcho", props.no_echo.then_some(Json::Bool(true))),
        ];
        definition.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
        let kind = Kind::Parameter(Json::Object(definition));
        Self { node: scope.node().child(id, kind, CallSite::caller()) }
    }

    /// The value given.
    #[must_use]
    pub fn value(&self) -> Value<String> {
        self.node.reference().into()
    }
}

impl Scope for Parameter {
    fn node(&self) -> &Node {
        &self.node
    }
}
