//! EventBridge event patterns: what a rule matches.
//!
//! Source of the language: "Amazon EventBridge event patterns" in the EventBridge user guide. All operators but
//! `cidr` are here; a pattern with an unknown operator is refused when it is read, never when an event comes.

mod condition;
mod wildcard;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use condition::Condition;

/// A pattern that was read and found well-formed.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    root: Node,
}

/// Conditions on one object: all fields must match, and one of each group of alternatives.
#[derive(Clone, Debug, Default, PartialEq)]
struct Node {
    fields: BTreeMap<String, Field>,
    alternatives: Vec<Vec<Node>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Field {
    Object(Node),
    AnyOf(Vec<Condition>),
}

/// Why a text is no event pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The text is no JSON.
    #[error("the event pattern is no JSON: {0}")]
    NotJson(String),
    /// A part of it has the wrong shape.
    #[error("in the event pattern at `{path}`: {reason}")]
    BadPart {
        /// Dotted path of the part.
        path: String,
        /// What is wrong, what is allowed.
        reason: String,
    },
}

impl Pattern {
    /// Reads a pattern from JSON text.
    ///
    /// # Errors
    /// When it is no JSON object, a leaf is no list, or an operator is unknown or wrongly used.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let value: Value = serde_json::from_str(text).map_err(|it| PatternError::NotJson(it.to_string()))?;
        Self::from_value(&value)
    }

    /// Reads a pattern from a JSON value.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn from_value(value: &Value) -> Result<Self, PatternError> {
        match value {
            Value::Object(object) => Ok(Self { root: Node::read(object, "$")? }),
            _ => Err(bad("$", "a pattern is an object")),
        }
    }

    /// Whether the event matches.
    pub fn matches(&self, event: &Value) -> bool {
        self.root.matches(Some(event))
    }
}

impl Node {
    fn read(object: &Map<String, Value>, path: &str) -> Result<Self, PatternError> {
        let mut node = Self::default();
        for (key, value) in object {
            let path = format!("{path}.{key}");
            if key == "$or" {
                node.alternatives.push(read_alternatives(value, &path)?);
                continue;
            }
            let field = match value {
                Value::Object(inner) => Field::Object(Self::read(inner, &path)?),
                Value::Array(items) if items.is_empty() => {
                    return Err(bad(&path, "an empty list matches nothing; name at least one value"));
                }
                Value::Array(items) => {
                    let conditions = items.iter().map(Condition::read);
                    let conditions =
                        conditions.collect::<Result<_, _>>().map_err(|reason| bad(&path, reason))?;
                    Field::AnyOf(conditions)
                }
                _ => return Err(bad(&path, "values stand in a list: write `[value]`")),
            };
            node.fields.insert(key.clone(), field);
        }
        Ok(node)
    }

    fn matches(&self, value: Option<&Value>) -> bool {
        // A list of objects matches when one of its objects does.
        if let Some(Value::Array(items)) = value {
            return items.iter().any(|it| self.matches(Some(it)));
        }
        let get = |key: &str| value.and_then(|it| it.get(key));
        self.fields.iter().all(|(key, field)| field.matches(get(key)))
            && self.alternatives.iter().all(|group| group.iter().any(|it| it.matches(value)))
    }
}

impl Field {
    fn matches(&self, value: Option<&Value>) -> bool {
        match self {
            Self::Object(node) => node.matches(value),
            Self::AnyOf(conditions) => match value {
                Some(Value::Array(items)) if !items.is_empty() => {
                    items.iter().any(|item| conditions.iter().any(|it| it.matches(Some(item))))
                }
                value => conditions.iter().any(|it| it.matches(value)),
            },
        }
    }
}

fn read_alternatives(value: &Value, path: &str) -> Result<Vec<Node>, PatternError> {
    let items = value.as_array().filter(|it| it.len() >= 2);
    let items = items.ok_or_else(|| bad(path, "`$or` takes a list of at least two patterns"))?;
    let read = |it: &Value| match it {
        Value::Object(object) => Node::read(object, path),
        _ => Err(bad(path, "each alternative of `$or` is an object")),
    };
    items.iter().map(read).collect()
}

fn bad(path: &str, reason: impl Into<String>) -> PatternError {
    PatternError::BadPart { path: path.to_owned(), reason: reason.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(pattern: Value, event: Value, expected: bool) {
        let read = Pattern::from_value(&pattern).unwrap();
        assert_eq!(read.matches(&event), expected, "{pattern} on {event}");
    }

    #[test]
    fn each_operator_accepts_and_refuses() {
        let event = json!({"detail": {"state": "Running", "size": 12.5, "tags": ["red", "blue"], "none": null, "file": "a/b/c.png"}});
        for (condition, expected) in [
            (json!({"state": ["Running", "Stopped"]}), true),
            (json!({"state": ["Stopped"]}), false),
            (json!({"state": [{"prefix": "Run"}]}), true),
            (json!({"state": [{"prefix": {"equals-ignore-case": "rUN"}}]}), true),
            (json!({"state": [{"suffix": "ing"}]}), true),
            (json!({"state": [{"suffix": {"equals-ignore-case": "ING"}}]}), true),
            (json!({"state": [{"suffix": "ed"}]}), false),
            (json!({"state": [{"equals-ignore-case": "rUNNING"}]}), true),
            (json!({"state": [{"anything-but": "Running"}]}), false),
            (json!({"state": [{"anything-but": ["Stopped", "Lost"]}]}), true),
            (json!({"state": [{"anything-but": {"prefix": "Run"}}]}), false),
            (json!({"state": [{"anything-but": {"suffix": ["ed"]}}]}), true),
            (json!({"state": [{"anything-but": {"wildcard": "R*g"}}]}), false),
            (json!({"absent": [{"anything-but": "x"}]}), false),
            (json!({"file": [{"wildcard": "a/*/*.png"}]}), true),
            (json!({"file": [{"wildcard": "a/*.jpg"}]}), false),
            (json!({"size": [{"numeric": [">", 10, "<=", 12.5]}]}), true),
            (json!({"size": [{"numeric": ["<", 12.5]}]}), false),
            (json!({"size": [{"numeric": ["=", 12.5]}]}), true),
            (json!({"size": ["12.5"]}), false),
            (json!({"tags": ["blue", "green"]}), true),
            (json!({"tags": ["green"]}), false),
            (json!({"none": [null]}), true),
            (json!({"none": [{"exists": true}]}), true),
            (json!({"absent": [{"exists": false}]}), true),
            (json!({"absent": [{"exists": true}]}), false),
            (json!({"absent": [null]}), false),
            (json!({"$or": [{"state": ["Stopped"]}, {"size": [{"numeric": [">", 1]}]}]}), true),
            (json!({"$or": [{"state": ["Stopped"]}, {"size": [1]}]}), false),
        ] {
            check(json!({ "detail": condition }), event.clone(), expected);
        }
    }

    #[test]
    fn one_object_of_a_list_is_enough() {
        let pattern = json!({"lines": {"sku": ["a"], "quantity": [2]}});
        check(pattern.clone(), json!({"lines": [{"sku": "b"}, {"sku": "a", "quantity": 2}]}), true);
        check(pattern, json!({"lines": [{"sku": "a"}, {"quantity": 2}]}), false);
    }

    #[test]
    fn wrong_patterns_say_where_and_what() {
        for (text, expected) in [
            ("{", "the event pattern is no JSON: EOF while parsing an object at line 1 column 1"),
            ("[]", "in the event pattern at `$`: a pattern is an object"),
            (
                r#"{"source":"a"}"#,
                "in the event pattern at `$.source`: values stand in a list: write `[value]`",
            ),
            (
                r#"{"a":{"b":[]}}"#,
                "in the event pattern at `$.a.b`: an empty list matches nothing; name at least one value",
            ),
            (
                r#"{"a":[{"starts":"x"}]}"#,
                "in the event pattern at `$.a`: unknown operator `starts`; it is one of `prefix`, `suffix`, `equals-ignore-case`, `anything-but`, `numeric`, `exists`, `wildcard`",
            ),
            (
                r#"{"a":[{"numeric":[">"]}]}"#,
                "in the event pattern at `$.a`: `numeric` takes pairs of `<`, `<=`, `=`, `>=` or `>` and a number",
            ),
            (r#"{"a":[{"exists":1}]}"#, "in the event pattern at `$.a`: `exists` takes `true` or `false`"),
            (
                r#"{"a":[{"wildcard":"x**"}]}"#,
                "in the event pattern at `$.a`: `x**` has two `*` in a row; one is enough",
            ),
            (
                r#"{"$or":[{"a":[1]}]}"#,
                "in the event pattern at `$.$or`: `$or` takes a list of at least two patterns",
            ),
        ] {
            assert_eq!(Pattern::parse(text).unwrap_err().to_string(), expected);
        }
    }
}
