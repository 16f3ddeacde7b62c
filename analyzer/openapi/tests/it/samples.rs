//! Generates inputs from a schema: one plain value, and many with a single thing odd about them. Systematic
//! instead of random, so that every run tries the same and each limit is tried on both sides.

use serde_json::{Map, Value, json};

/// Candidate inputs for a schema document (2020-12 with `$defs`), right and wrong ones.
pub(crate) fn candidates(document: &Value) -> Vec<Value> {
    variants(document, document, 4)
}

fn follow<'a>(schema: &'a Value, document: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some("#") => document,
        Some(target) => document.pointer(&target[1..]).unwrap_or(&Value::Null),
        None => schema,
    }
}

/// A value that looks right.
fn plain(schema: &Value, document: &Value, depth: u32) -> Value {
    let siblings = schema;
    let schema = follow(schema, document);
    if let Some(value) = schema.get("const").or_else(|| schema.pointer("/enum/0")) {
        return value.clone();
    }
    if let Some(choices) = schema.get("oneOf").or(schema.get("anyOf")).and_then(Value::as_array) {
        return plain(
            &choices[if depth == 0 { choices.len() - 1 } else { 0 }],
            document,
            depth.saturating_sub(1),
        );
    }
    let ty = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("string");
    match ty {
        "string" => text(schema, schema["minLength"].as_u64().unwrap_or(1).max(1)),
        "integer" => json!(schema["minimum"].as_i64().unwrap_or(0).max(1)),
        "number" => {
            json!(schema["minimum"].as_f64().or(schema["exclusiveMinimum"].as_f64()).unwrap_or(0.0) + 0.5)
        }
        "boolean" => json!(true),
        "array" => match schema["prefixItems"].as_array() {
            Some(items) => items.iter().map(|it| plain(it, document, depth)).collect(),
            None if depth == 0 => json!([]),
            None => json!([plain(&schema["items"], document, depth - 1)]),
        },
        "object" => {
            let mut out = Map::new();
            for source in [schema, siblings] {
                for (name, it) in source["properties"].as_object().into_iter().flatten() {
                    out.insert(name.clone(), plain(it, document, depth.saturating_sub(1)));
                }
            }
            Value::Object(out)
        }
        _ => Value::Null,
    }
}

fn text(schema: &Value, length: u64) -> Value {
    match schema["pattern"].as_str() {
        Some(pattern) if pattern.starts_with("^[a-z]") => json!("a1"),
        Some(_) => json!("12345"),
        None if schema["format"] == "email" => json!("a@b.example"),
        None => json!("x".repeat(length as usize)),
    }
}

fn variants(schema: &Value, document: &Value, depth: u32) -> Vec<Value> {
    let base = plain(schema, document, depth);
    let siblings = schema;
    let schema = follow(schema, document);
    let mut out = vec![base.clone(), Value::Null, json!(true), json!(1.5), json!(-1), json!("")];
    if depth == 0 {
        return out;
    }
    for choice in ["oneOf", "anyOf"].iter().flat_map(|it| schema[*it].as_array().into_iter().flatten()) {
        out.extend(variants(choice, document, depth - 1));
    }
    for value in schema["enum"].as_array().into_iter().flatten() {
        out.push(value.clone());
    }
    out.extend(["five", "123456", "1234x", "a@b.example", "someone"].map(|it| json!(it)));
    for length in ["minLength", "maxLength"].iter().filter_map(|it| schema[*it].as_u64()) {
        out.extend((length.saturating_sub(1)..=length + 1).map(|it| json!("y".repeat(it as usize))));
        out.push(json!("é".repeat(length as usize)));
    }
    for limit in [255, 256, 32_768, 4_294_967_295_u64, 4_294_967_296, u64::MAX] {
        out.push(json!(limit));
    }
    for limit in [-128_i64, -129, -2_147_483_649, i64::MIN] {
        out.push(json!(limit));
    }
    out.push(json!(1e300));
    for limit in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] {
        if let Some(limit) = schema[limit].as_i64() {
            out.extend([limit.wrapping_sub(1), limit, limit.wrapping_add(1)].map(|it| json!(it)));
        }
        if let Some(limit) = schema[limit].as_f64() {
            out.extend([limit - 0.25, limit, limit + 0.25].map(|it| json!(it)));
        }
    }
    let properties =
        [schema, siblings].into_iter().flat_map(|it| it["properties"].as_object().into_iter().flatten());
    if let Value::Object(fields) = &base {
        for (name, property) in properties {
            for value in variants(property, document, depth - 1) {
                let mut odd = fields.clone();
                odd.insert(name.clone(), value);
                out.push(Value::Object(odd));
            }
            let mut odd = fields.clone();
            odd.remove(name);
            out.push(Value::Object(odd));
        }
        let mut odd = fields.clone();
        odd.insert("unheardOf".into(), json!(1));
        out.push(Value::Object(odd));
        if let Some(values) = schema.get("additionalProperties").filter(|it| it.is_object()) {
            out.extend(variants(values, document, depth - 1).into_iter().map(|it| json!({ "key": it })));
        }
        if !schema["patternProperties"].is_null() {
            out.extend([json!({ "1": 1 }), json!({ "one": 1 }), json!({ "1": "one" })]);
        }
    }
    if schema["type"] == "array" {
        let lengths = ["minItems", "maxItems"].iter().filter_map(|it| schema[*it].as_u64());
        let item = plain(&schema["items"], document, depth - 1);
        for length in lengths.flat_map(|it| it.saturating_sub(1)..=it + 1).chain([0, 2]) {
            out.push(vec![item.clone(); length as usize].into());
        }
        if schema["items"].is_object() {
            out.extend(variants(&schema["items"], document, depth - 1).into_iter().map(|it| json!([it])));
        }
    }
    out
}
