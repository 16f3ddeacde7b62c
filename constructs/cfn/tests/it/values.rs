use std::collections::BTreeMap;

use eventual_constructs_cfn::{Attribute, Expr, Json, List, Map, ToJson, Value};
use serde_json::json;

fn reference(logical_id: &str) -> Expr {
    Expr(json!({ "Ref": logical_id }))
}

#[test]
fn literals_and_tokens_become_values() {
    let text: [(Value<String>, Json); 4] = [
        ("a".into(), json!("a")),
        (String::from("b").into(), json!("b")),
        ((&String::from("c")).into(), json!("c")),
        (reference("D").into(), json!({ "Ref": "D" })),
    ];
    for (value, expected) in text {
        assert_eq!(value.to_json(), expected);
    }
    let (yes, number, share): (Value<bool>, Value<i64>, Value<f64>) = (true.into(), 3.into(), 0.5.into());
    assert_eq!([yes.to_json(), number.to_json(), share.to_json()], [json!(true), json!(3), json!(0.5)]);
}

#[test]
fn lists_come_from_arrays_vectors_and_iterators() {
    let array: Value<List<String>> = ["a", "b"].into();
    let vector: Value<List<String>> = vec!["a".into(), "b".into()].into();
    let collected: Value<List<String>> = ["a", "b"].iter().copied().collect();
    assert_eq!(array, vector);
    assert_eq!(array, collected);
    assert_eq!(array.to_json(), json!(["a", "b"]));
    let mixed: Value<List<String>> = vec!["a".into(), reference("B").into()].into();
    assert_eq!(mixed.to_json(), json!(["a", { "Ref": "B" }]));
}

#[test]
fn maps_come_from_arrays_maps_and_iterators() {
    let array: Value<Map<String>> = [("k", "v")].into();
    let map: Value<Map<String>> = BTreeMap::from([("k".to_owned(), "v".into())]).into();
    let collected: Value<Map<String>> = vec![("k", "v")].into_iter().collect();
    assert_eq!(array, map);
    assert_eq!(array, collected);
    let mixed: Value<Map<String>> = [("k", Value::from(reference("V")))].into();
    assert_eq!(mixed.to_json(), json!({ "k": { "Ref": "V" } }));
}

#[test]
fn json_takes_text_and_tokens_too() {
    let text: Value<Json> = "text".into();
    let token: Value<Json> = Value::<String>::from(reference("R")).into();
    assert_eq!([text.to_json(), token.to_json()], [json!("text"), json!({ "Ref": "R" })]);
}

#[test]
fn boxed_properties_take_what_is_not_boxed() {
    let boxed: Value<Box<String>> = String::from("a").into();
    assert_eq!(boxed.to_json(), json!("a"));
}

#[test]
fn attributes_are_constants_or_names() {
    const ARN: Attribute<String> = Attribute::new("Arn");
    assert_eq!(ARN, "Arn".into());
    assert_eq!(Attribute::<i64>::from(format!("Outputs.{}", 1)).name(), "Outputs.1");
}
