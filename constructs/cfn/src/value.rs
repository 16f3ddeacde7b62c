use std::collections::BTreeMap;

use serde_json::json;

/// An intrinsic function call, already in template form: `{"Ref": ..}`, `{"Fn::GetAtt": [..]}`, `{"Fn::Sub": ..}`.
/// Logical ids inside are the final ones of the template, or the placeholders of `constructs/core` that it
/// resolves before a template is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr(pub serde_json::Value);

/// A property value: known now, or known to CloudFormation when it deploys.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<T> {
    /// A literal.
    Known(T),
    /// An intrinsic function call whose result has type `T`.
    Token(Expr),
}

/// Anything that can stand in a template.
pub trait ToJson {
    /// The value as the template has it.
    fn to_json(&self) -> serde_json::Value;
}

impl<T: ToJson> ToJson for Value<T> {
    fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Known(value) => value.to_json(),
            Self::Token(expr) => expr.0.clone(),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> serde_json::Value {
        self.iter().map(ToJson::to_json).collect()
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn to_json(&self) -> serde_json::Value {
        self.as_ref().to_json()
    }
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn to_json(&self) -> serde_json::Value {
        self.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()
    }
}

macro_rules! literals {
    ($($ty:ty)*) => { $(
        impl ToJson for $ty {
            fn to_json(&self) -> serde_json::Value { json!(self) }
        }
        impl From<$ty> for Value<$ty> {
            fn from(value: $ty) -> Self { Self::Known(value) }
        }
    )* };
}
literals!(String bool i64 f64 serde_json::Value);

impl From<&str> for Value<String> {
    fn from(value: &str) -> Self {
        Self::Known(value.to_owned())
    }
}

impl From<&String> for Value<String> {
    fn from(value: &String) -> Self {
        Self::Known(value.clone())
    }
}

impl<T> From<Expr> for Value<T> {
    fn from(expr: Expr) -> Self {
        Self::Token(expr)
    }
}

impl<T> From<Vec<T>> for Value<Vec<T>> {
    fn from(value: Vec<T>) -> Self {
        Self::Known(value)
    }
}

impl<T> From<BTreeMap<String, T>> for Value<BTreeMap<String, T>> {
    fn from(value: BTreeMap<String, T>) -> Self {
        Self::Known(value)
    }
}
