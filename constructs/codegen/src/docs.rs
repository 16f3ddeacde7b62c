//! Doc comments from the facts of a schema. AWS's prose is not copied.

use serde_json::Value as Json;

/// Longest pattern that is still read rather than skipped over.
const PATTERN: usize = 60;
/// Most allowed values that are listed.
const VALUES: usize = 16;

/// What changing a property does to the resource.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum Update {
    /// Updates in place, as far as the schema says.
    #[default]
    InPlace,
    /// Replaces in some cases.
    MayReplace,
    /// Always replaces.
    Replaces,
}

/// One line of facts on a property, `None` when the schema says no more than the type.
pub(crate) fn property(schema: &Json, update: Update, deprecated: bool) -> Option<String> {
    let mut facts = Vec::new();
    if deprecated {
        facts.push("Deprecated.".to_owned());
    }
    match update {
        Update::InPlace => {}
        Update::MayReplace => facts.push("A change can mean replacement.".to_owned()),
        Update::Replaces => facts.push("Change means replacement.".to_owned()),
    }
    facts.extend(bounds(schema, "minItems", "maxItems", " items"));
    facts.extend(bounds(schema, "minProperties", "maxProperties", " entries"));
    match schema.get("items") {
        Some(item) => facts.extend(values(item, "Items: ")),
        None => facts.extend(scalar(schema)),
    }
    (!facts.is_empty()).then(|| facts.join(" "))
}

fn scalar(schema: &Json) -> Vec<String> {
    let mut facts = Vec::new();
    match values(schema, "") {
        Some(values) => facts.push(values),
        None => {
            facts.extend(bounds(schema, "minLength", "maxLength", " characters"));
            facts.extend(bounds(schema, "minimum", "maximum", ""));
            facts.extend(pattern(schema));
        }
    }
    if let Some(default) = schema.get("default").and_then(code) {
        facts.push(format!("Default {default}."));
    }
    facts
}

fn values(schema: &Json, prefix: &str) -> Option<String> {
    let single = schema.get("const").map(std::slice::from_ref);
    let list = schema.get("enum").and_then(Json::as_array).map(Vec::as_slice).or(single)?;
    let mut values: Vec<String> = list.iter().filter_map(code).collect();
    if values.is_empty() {
        return None;
    }
    values.dedup();
    let more = values.len().saturating_sub(VALUES);
    values.truncate(VALUES);
    let tail = if more > 0 { format!(" and {more} more") } else { String::new() };
    let one_of = if values.len() > 1 { "one of " } else { "" };
    let text = format!("{prefix}{one_of}{}{tail}.", values.join(", "));
    Some(if prefix.is_empty() { text.replacen("one of", "One of", 1) } else { text })
}

fn bounds(schema: &Json, low: &str, high: &str, unit: &str) -> Option<String> {
    // A minimum of nothing is no bound, nor is a maximum that only says "32 bits".
    let low = schema.get(low).and_then(Json::as_f64).filter(|low| *low != 0.0 || unit.is_empty());
    let high = schema.get(high).and_then(Json::as_f64).filter(|high| *high < 2_147_483_647.0);
    match (low, high) {
        (Some(low), Some(high)) if low == high => Some(format!("Exactly {low}{unit}.")),
        (Some(low), Some(high)) => Some(format!("{low} to {high}{unit}.")),
        (Some(low), None) => Some(format!("At least {low}{unit}.")),
        (None, Some(high)) => Some(format!("At most {high}{unit}.")),
        (None, None) => None,
    }
}

fn pattern(schema: &Json) -> Option<String> {
    let pattern = code(schema.get("pattern")?)?;
    (pattern.len() <= PATTERN).then(|| format!("Pattern {pattern}."))
}

/// A scalar in backticks, if backticks can hold it.
fn code(value: &Json) -> Option<String> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Bool(_) | Json::Number(_) => value.to_string(),
        _ => return None,
    };
    let fits =
        !text.is_empty() && text.trim() == text && !text.contains(|c: char| c == '`' || c.is_control());
    fits.then(|| format!("`{text}`"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_stated_in_one_line() {
        let cases = [
            (json!({ "type": "string" }), Update::InPlace, None),
            (json!({ "minimum": 0, "maximum": 900 }), Update::InPlace, Some("0 to 900.")),
            (
                json!({ "minLength": 0, "maxLength": 64 }),
                Update::Replaces,
                Some("Change means replacement. At most 64 characters."),
            ),
            (
                json!({ "enum": ["A", "B"], "default": "A" }),
                Update::InPlace,
                Some("One of `A`, `B`. Default `A`."),
            ),
            (
                json!({ "items": { "enum": ["A"] }, "minItems": 1, "maxItems": 1 }),
                Update::InPlace,
                Some("Exactly 1 items. Items: `A`."),
            ),
            (json!({ "pattern": "^a`b$" }), Update::InPlace, None),
        ];
        for (schema, update, expected) in cases {
            assert_eq!(property(&schema, update, false).as_deref(), expected, "{schema}");
        }
    }

    #[test]
    fn long_lists_of_values_are_cut() {
        let values: Vec<i32> = (0..20).collect();
        let doc = property(&json!({ "enum": values }), Update::InPlace, true).unwrap();
        assert!(
            doc.starts_with("Deprecated. One of `0`, `1`,") && doc.ends_with("`15` and 4 more."),
            "{doc}"
        );
    }
}
