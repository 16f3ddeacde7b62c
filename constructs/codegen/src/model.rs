//! What is generated, as plain data.

use std::collections::{BTreeMap, BTreeSet};

/// Everything, by service module name.
pub(crate) type Services = BTreeMap<String, Vec<Resource>>;

/// One resource type with its property types.
#[derive(Debug)]
pub(crate) struct Resource {
    /// `AWS::SQS::Queue`.
    pub(crate) type_name: String,
    /// The resource's own struct; its fields are the writable properties.
    pub(crate) root: Struct,
    /// Property types, by name.
    pub(crate) structs: BTreeMap<String, Struct>,
    /// What `Fn::GetAtt` offers, sorted.
    pub(crate) attributes: Vec<Attribute>,
    /// Where its tags go.
    pub(crate) tags: Option<Tags>,
}

/// The property that takes tags.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tags {
    /// A list of objects with `Key` and `Value`.
    Pairs(String),
    /// An object of key to value.
    Map(String),
}

/// A struct to be declared.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Struct {
    /// Rust name.
    pub(crate) name: String,
    /// Where it stands in CloudFormation: `AWS::SQS::Queue`, `AWS::SQS::Queue.RedrivePolicy`.
    pub(crate) path: String,
    /// Facts for the doc comment, a line each.
    pub(crate) docs: Vec<String>,
    /// Fields in order of property name.
    pub(crate) fields: Vec<Field>,
}

/// A property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    /// Rust name.
    pub(crate) name: String,
    /// CloudFormation name.
    pub(crate) property: String,
    /// Its type, without `Value` around it.
    pub(crate) ty: Type,
    /// Whether CloudFormation insists on it.
    pub(crate) required: bool,
    /// Facts for the doc comment, one line or none.
    pub(crate) doc: Option<String>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribute {
    /// Rust name of the constant.
    pub(crate) name: String,
    /// CloudFormation name.
    pub(crate) attribute: String,
    /// Type of the result.
    pub(crate) ty: Type,
}

/// Type of a property.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    /// `bool`.
    Boolean,
    /// `i64`.
    Integer,
    /// `f64`.
    Number,
    /// `String`.
    String,
    /// Any JSON: free-form objects, and alternatives with nothing in common.
    Json,
    /// The key and value every service means by a tag; one struct for all.
    Tag,
    /// Homogeneous list.
    List(Box<Type>),
    /// String to value.
    Map(Box<Type>),
    /// A property type of the same resource.
    Struct(String),
    /// The same behind a `Box`, where structs contain each other.
    Boxed(String),
}

impl Type {
    /// The type as Rust has it in a generated file. Types of `constructs/cfn` that `shadowed` has too, because a
    /// service has a resource of that name, are written with their path.
    pub(crate) fn rust(&self, shadowed: &BTreeSet<String>) -> String {
        let own =
            |name: &str| if shadowed.contains(name) { format!("crate::{name}") } else { name.to_owned() };
        match self {
            Self::Boolean => "bool".into(),
            Self::Integer => "i64".into(),
            Self::Number => "f64".into(),
            Self::String => "String".into(),
            Self::Json => own("Json"),
            Self::Tag => own("Tag"),
            Self::List(item) => format!("{}<{}>", own("List"), item.rust(shadowed)),
            Self::Map(item) => format!("{}<{}>", own("Map"), item.rust(shadowed)),
            Self::Struct(name) => name.clone(),
            Self::Boxed(name) => format!("Box<{name}>"),
        }
    }
}
