use std::collections::BTreeMap;

use serde_json::json;

/// Any JSON: free-form objects such as policies, and properties that are now this, now that.
pub type Json = serde_json::Value;

/// A list property; each item may be a token of its own.
pub type List<T> = Vec<Value<T>>;

/// A property that maps names to values; each value may be a token of its own.
pub type Map<T> = BTreeMap<String, Value<T>>;

/// An intrinsic function call, already in template form: `{"Ref": ..}`, `{"Fn::GetAtt": [..]}`, `{"Fn::Sub": ..}`.
/// Logical ids inside are the final ones of the template, or the placeholders of `constructs/core` that it
/// resolves before a template is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr(pub Json);

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
    fn to_json(&self) -> Json;
}

impl<T: ToJson> ToJson for Value<T> {
    fn to_json(&self) -> Json {
        match self {
            Self::Known(value) => value.to_json(),
            Self::Token(expr) => expr.0.clone(),
        }
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Json {
        self.iter().map(ToJson::to_json).collect()
    }
}

impl<T: ToJson> ToJson for Box<T> {
    fn to_json(&self) -> Json {
        self.as_ref().to_json()
    }
}

impl<T: ToJson> ToJson for BTreeMap<String, T> {
    fn to_json(&self) -> Json {
        self.iter().map(|(key, value)| (key.clone(), value.to_json())).collect()
    }
}

macro_rules! literals {
    ($($ty:ty)*) => { $(
        impl ToJson for $ty {
            fn to_json(&self) -> Json { json!(self) }
        }
    )* };
}
literals!(String bool i64 f64 Json);

impl<T: ToJson> From<T> for Value<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: ToJson> From<T> for Value<Box<T>> {
    fn from(value: T) -> Self {
        Self::Known(Box::new(value))
    }
}

impl<T> From<Expr> for Value<T> {
    fn from(expr: Expr) -> Self {
        Self::Token(expr)
    }
}

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

impl From<&str> for Value<Json> {
    fn from(value: &str) -> Self {
        Self::Known(value.into())
    }
}

impl From<Value<String>> for Value<Json> {
    fn from(value: Value<String>) -> Self {
        Self::Known(value.to_json())
    }
}

impl<T, U: Into<Value<T>>, const N: usize> From<[U; N]> for Value<List<T>> {
    fn from(items: [U; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T, U: Into<Value<T>>> FromIterator<U> for Value<List<T>> {
    fn from_iter<I: IntoIterator<Item = U>>(items: I) -> Self {
        Self::Known(items.into_iter().map(Into::into).collect())
    }
}

impl<T, K: Into<String>, U: Into<Value<T>>, const N: usize> From<[(K, U); N]> for Value<Map<T>> {
    fn from(entries: [(K, U); N]) -> Self {
        entries.into_iter().collect()
    }
}

impl<T, K: Into<String>, U: Into<Value<T>>> FromIterator<(K, U)> for Value<Map<T>> {
    fn from_iter<I: IntoIterator<Item = (K, U)>>(entries: I) -> Self {
        Self::Known(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}
