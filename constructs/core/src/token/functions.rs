use eventual_constructs_cfn::{Expr, List, ToJson, Value};
use serde_json::{Value as Json, json};

use crate::stack::Condition;
use crate::tree::Scope;

/// `Fn::Sub`: `template` with `${Name}` replaced by the variable of that name; `${AWS::Region}` and the like need no
/// variable, `${!Name}` stays as `${Name}`. A template without `${` is just text.
#[must_use]
pub fn sub<const N: usize>(template: &str, variables: [(&str, Value<String>); N]) -> Value<String> {
    if !template.contains("${") {
        return Value::Known(template.to_owned());
    }
    if N == 0 {
        return Expr(json!({ "Fn::Sub": template })).into();
    }
    let variables: serde_json::Map<String, Json> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_json())).collect();
    Expr(json!({ "Fn::Sub": [template, variables] })).into()
}

/// `Fn::Join`: the parts with `delimiter` between them. Known neighbors are joined here and now.
#[must_use]
pub fn join(delimiter: &str, parts: impl IntoIterator<Item = Value<String>>) -> Value<String> {
    let mut joined: Vec<Value<String>> = Vec::new();
    for part in parts {
        match (joined.last_mut(), part) {
            (Some(Value::Known(before)), Value::Known(after)) => {
                before.push_str(delimiter);
                before.push_str(&after);
            }
            (_, part) => joined.push(part),
        }
    }
    match joined.len() {
        0 => Value::Known(String::new()),
        1 => joined.remove(0),
        _ => Expr(json!({ "Fn::Join": [delimiter, joined.to_json()] })).into(),
    }
}

/// `Fn::Select`: the item at `index`, counted from 0.
#[must_use]
pub fn select<T: ToJson>(index: u32, list: &Value<List<T>>) -> Value<T> {
    Expr(json!({ "Fn::Select": [index, list.to_json()] })).into()
}

/// `Fn::Split`: the parts of `text` between `delimiter`s.
#[must_use]
pub fn split(delimiter: &str, text: &Value<String>) -> Value<List<String>> {
    Expr(json!({ "Fn::Split": [delimiter, text.to_json()] })).into()
}

/// `Fn::If`: one of two values, chosen when the stack is deployed.
#[must_use]
pub fn if_<T: ToJson>(condition: &Condition, then: &Value<T>, otherwise: &Value<T>) -> Value<T> {
    let name = condition.node().reference().0;
    Expr(json!({ "Fn::If": [name, then.to_json(), otherwise.to_json()] })).into()
}

/// `AWS::NoValue`: as a branch of [`if_`], leaves the property out.
#[must_use]
pub fn no_value<T>() -> Value<T> {
    Expr(json!({ "Ref": "AWS::NoValue" })).into()
}

/// `Fn::ImportValue`: what a stack outside this app exports under `name`. Inside one app just use the other stack's
/// value: exports and imports are made for you.
#[must_use]
pub fn import_value(name: impl Into<Value<String>>) -> Value<String> {
    Expr(json!({ "Fn::ImportValue": name.into().to_json() })).into()
}

/// `Fn::Base64`: the text in base 64.
#[must_use]
pub fn base64(text: impl Into<Value<String>>) -> Value<String> {
    Expr(json!({ "Fn::Base64": text.into().to_json() })).into()
}
