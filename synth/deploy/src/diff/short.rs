use serde_json::Value as Json;

/// A value of a template in a form for reading: `a, b`, `Bus.Arn`, `arn:${AWS::Partition}:…`.
pub(crate) fn short(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(short).collect::<Vec<_>>().join(", "),
        Json::Object(fields) => match fields.iter().next() {
            Some((function, argument)) if fields.len() == 1 => call(function, argument),
            _ => value.to_string(),
        },
        other => other.to_string(),
    }
}

fn call(function: &str, argument: &Json) -> String {
    match (function, argument) {
        ("Ref", Json::String(id)) => id.clone(),
        ("Fn::GetAtt", Json::Array(parts)) => parts.iter().map(short).collect::<Vec<_>>().join("."),
        ("Fn::Sub", Json::String(text)) => text.clone(),
        // Names that stand for something else are written where they stand.
        ("Fn::Sub", Json::Array(parts)) => {
            let mut text = parts.first().map(short).unwrap_or_default();
            for (name, value) in parts.get(1).and_then(Json::as_object).into_iter().flatten() {
                text = text.replace(&format!("${{{name}}}"), &format!("${{{}}}", short(value)));
            }
            text
        }
        ("Fn::Join", Json::Array(parts)) => {
            let separator = parts.first().map(short).unwrap_or_default();
            let items = parts.get(1).and_then(Json::as_array).into_iter().flatten();
            let show =
                |item: &Json| if item.is_string() { short(item) } else { format!("${{{}}}", short(item)) };
            items.map(show).collect::<Vec<_>>().join(&separator)
        }
        // `{"AWS": "…"}`, `{"Service": "…"}`: principals.
        ("AWS" | "Service" | "Federated", inner) => short(inner),
        _ => serde_json::json!({ function: argument }).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::short;

    #[test]
    fn intrinsic_functions_read_like_texts() {
        assert_eq!(
            short(&json!(["a", { "Ref": "Bus" }, { "Fn::GetAtt": ["Bus", "Arn"] }])),
            "a, Bus, Bus.Arn"
        );
        assert_eq!(short(&json!({ "Fn::Sub": "${A}/x" })), "${A}/x");
        assert_eq!(short(&json!({ "Fn::Sub": ["${n}/x", { "n": { "Ref": "Table" } }] })), "${Table}/x");
        assert_eq!(short(&json!({ "Fn::Join": ["", ["arn:", { "Ref": "P" }]] })), "arn:${P}");
        assert_eq!(short(&json!({ "Service": "lambda.amazonaws.com" })), "lambda.amazonaws.com");
        assert_eq!(short(&json!({ "Fn::If": ["a", 1, 2] })), r#"{"Fn::If":["a",1,2]}"#);
    }
}
