use std::fmt::Debug;

/// A CloudFormation resource as a plain value: its type and its properties.
pub trait CfnResource: Debug {
    /// CloudFormation type name, `AWS::SQS::Queue`.
    const TYPE: &'static str;
    /// Attributes that `Fn::GetAtt` offers.
    const ATTRIBUTES: &'static [&'static str];

    /// The `Properties` object as the template has it, keys in schema (alphabetical) order, unset properties left out.
    fn properties(&self) -> serde_json::Value;
}
