use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value as Json;

use super::replacing::Replacement;

/// A property that would come, change or go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PropertyChange {
    /// `Code.S3Key`, `Policies[0].PolicyDocument.Statement[1]`.
    pub path: String,
    /// What is deployed, if it is there.
    pub before: Option<Json>,
    /// What the assembly says, if it is there.
    pub after: Option<Json>,
    /// Whether the change makes a new resource.
    pub replacement: Replacement,
}

impl PropertyChange {
    pub(super) fn plain(path: String, before: Option<Json>, after: Option<Json>) -> Self {
        Self { path, before, after, replacement: Replacement::No }
    }
}

/// The deepest places where two values differ, in order.
pub(super) fn compare(
    path: &str,
    before: &Json,
    after: &Json,
    found: &mut Vec<(String, Option<Json>, Option<Json>)>,
) {
    match (before, after) {
        _ if before == after => {}
        // A function of CloudFormation is one value.
        (Json::Object(old), Json::Object(new)) if !is_function(before) && !is_function(after) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare_fields(path, old.get(key), new.get(key), found);
            }
        }
        (Json::Array(old), Json::Array(new)) => {
            for index in 0..old.len().max(new.len()) {
                compare_fields(format!("{path}[{index}]"), old.get(index), new.get(index), found);
            }
        }
        // There was no such section.
        (Json::Null, Json::Object(_) | Json::Array(_)) => compare(path, &empty(after), after, found),
        (Json::Object(_) | Json::Array(_), Json::Null) => compare(path, before, &empty(before), found),
        _ => found.push((path.to_owned(), Some(before.clone()), Some(after.clone()))),
    }
}

fn compare_fields(
    path: String,
    before: Option<&Json>,
    after: Option<&Json>,
    found: &mut Vec<(String, Option<Json>, Option<Json>)>,
) {
    match (before, after) {
        (Some(before), Some(after)) => compare(&path, before, after, found),
        (before, after) => found.push((path, before.cloned(), after.cloned())),
    }
}

fn empty(like: &Json) -> Json {
    if like.is_array() { Json::Array(Vec::new()) } else { Json::Object(serde_json::Map::new()) }
}

fn is_function(value: &Json) -> bool {
    let Some(fields) = value.as_object().filter(|fields| fields.len() == 1) else { return false };
    fields.keys().any(|key| key == "Ref" || key.starts_with("Fn::"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(before: &Json, after: &Json) -> Vec<String> {
        let mut found = Vec::new();
        compare("", before, after, &mut found);
        found.into_iter().map(|(path, ..)| path).collect()
    }

    #[test]
    fn the_deepest_places_are_named() {
        let before =
            json!({ "Code": { "S3Key": "a", "S3Bucket": { "Ref": "B" } }, "List": [1, 2], "Gone": true });
        let after =
            json!({ "Code": { "S3Key": "b", "S3Bucket": { "Ref": "B" } }, "List": [1, 3, 4], "New": 1 });
        assert_eq!(paths(&before, &after), ["Code.S3Key", "Gone", "List[1]", "List[2]", "New"]);
    }

    #[test]
    fn a_function_is_one_value() {
        let before = json!({ "Role": { "Fn::GetAtt": ["A", "Arn"] } });
        let after = json!({ "Role": { "Fn::GetAtt": ["B", "Arn"] } });
        assert_eq!(paths(&before, &after), ["Role"]);
    }

    #[test]
    fn equal_values_do_not_differ() {
        assert_eq!(paths(&json!({ "a": [1] }), &json!({ "a": [1] })), [""; 0]);
        assert_eq!(paths(&Json::Null, &json!({ "a": 1, "b": 2 })), ["a", "b"]);
    }
}
