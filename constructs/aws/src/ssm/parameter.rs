use eventual_constructs_cfn::Value;
use eventual_constructs_cfn::ssm as cfn;
use eventual_constructs_core::{Construct, Node, Resource, Scope, sub};

use crate::Setting;
use crate::iam::{Grantee, Statement};

/// Settings of a parameter.
#[derive(Clone, Debug, Default)]
pub struct ParameterProps {
    /// Name. Default: made by CloudFormation.
    pub parameter_name: Setting<String>,
    /// Shown in the console.
    pub description: Setting<Value<String>>,
}

/// A text that programs read by name.
#[derive(Clone, Debug)]
pub struct Parameter {
    construct: Construct,
    resource: Resource<cfn::Parameter>,
}

impl Parameter {
    /// A parameter with this value.
    #[track_caller]
    pub fn new(scope: &impl Scope, id: &str, value: impl Into<Value<String>>, props: ParameterProps) -> Self {
        let construct = Construct::new(scope, id);
        let properties = cfn::Parameter {
            description: props.description.into_option(),
            name: props.parameter_name.property(),
            ..cfn::Parameter::new("String", value)
        };
        let resource = construct.add("Resource", properties);
        Self { construct, resource }
    }

    /// Name.
    #[must_use]
    pub fn name(&self) -> Value<String> {
        self.resource.reference()
    }

    /// ARN.
    #[must_use]
    pub fn arn(&self) -> Value<String> {
        let prefix = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";
        // In an ARN the slash before the name is written once, whether or not the name begins with one.
        let slash = self.resource.read(|parameter| match &parameter.name {
            Some(Value::Known(name)) if name.starts_with('/') => "",
            _ => "/",
        });
        sub(&format!("{prefix}{slash}${{Name}}"), [("Name", self.name())])
    }

    /// The generated resource.
    #[must_use]
    pub fn resource(&self) -> &Resource<cfn::Parameter> {
        &self.resource
    }

    /// Lets `reader` read the value.
    pub fn grant_read(&self, reader: &impl Grantee) {
        reader.add_to_policy(Statement::allow(["ssm:GetParameter", "ssm:GetParameters"]).on(self.arn()));
    }
}

impl Scope for Parameter {
    fn node(&self) -> &Node {
        self.construct.node()
    }
}
