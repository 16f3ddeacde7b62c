use std::fmt::Debug;

/// A CloudFormation resource as a plain value: its type and its properties.
pub trait CfnResource: Debug {
    /// CloudFormation type name, `AWS::SQS::Queue`.
    const TYPE: &'static str;
    /// Attributes that `Fn::GetAtt` offers.
    const ATTRIBUTES: &'static [&'static str];
    /// The property that takes tags, where the type has one.
    const TAGS: Option<Tagging> = None;

    /// The `Properties` object as the template has it, keys in schema (alphabetical) order, unset properties left out.
    fn properties(&self) -> serde_json::Value;
}

/// The property that takes a resource's tags, and its shape (both are stated by the official resource schemas).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// A list of `{"Key": .., "Value": ..}` under this property.
    Pairs(&'static str),
    /// An object of key to value under this property.
    Map(&'static str),
}
