//! EV0404: the `filter` of a subscription is an EventBridge pattern for the event.

use eventual_analyzer_grammar::HandlerAttr;
use serde_json::Value;

use crate::declare::Declared;
use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::syntax::Place;

/// Longest pattern of a rule (EventBridge quota), `source` and `detail-type` included.
const PATTERN_MAX: usize = 2_048;

pub(crate) fn check(declared: &Declared, reports: &mut Vec<Report>) {
    for handler in &declared.handlers {
        let HandlerAttr::Subscription(subscription) = &handler.attr else { continue };
        let Some(filter) = &subscription.filter else { continue };
        if let Err((message, help)) = problem(&filter.value) {
            let place = Place::of(handler.file, filter.span);
            reports.push(Report::error(code::EVENT_FILTER, message).at(place).help(help));
        }
    }
}

fn problem(text: &str) -> Result<(), (String, &'static str)> {
    const FORM: &str =
        r#"write an object from fields to lists of allowed values, like `{"country": ["NL", "BE"]}`"#;
    if text.len() > PATTERN_MAX {
        let message =
            format!("the filter has {} characters; EventBridge takes at most {PATTERN_MAX}", text.len());
        return Err((message, "filter in the handler what cannot be said here"));
    }
    match serde_json::from_str::<Value>(text) {
        Err(error) => Err((format!("the filter is not JSON: {error}"), FORM)),
        Ok(Value::Object(fields)) if fields.is_empty() => Err(("the filter is empty".to_owned(), FORM)),
        Ok(Value::Object(fields)) => {
            fields.iter().try_for_each(|(name, value)| field(name, value)).map_err(|it| (it, FORM))
        }
        Ok(_) => Err(("the filter is not an object".to_owned(), FORM)),
    }
}

fn field(name: &str, value: &Value) -> Result<(), String> {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().try_for_each(|(name, value)| field(name, value))
        }
        // `$or` takes patterns, every other field values or operators such as `{"prefix": "a"}`.
        Value::Array(values) if name == "$or" => values.iter().try_for_each(|value| match value {
            Value::Object(fields) => fields.iter().try_for_each(|(name, value)| field(name, value)),
            _ => Err("`$or` in the filter is not a list of objects".to_owned()),
        }),
        Value::Array(values) if values.is_empty() => {
            Err(format!("the field `{name}` of the filter allows no value"))
        }
        Value::Array(_) => Ok(()),
        _ => Err(format!("the field `{name}` of the filter is not a list of values")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (text, expected) in [
            (r#"{"a": ["x", 1, null, {"prefix": "y"}]}"#, None),
            (r#"{"a": {"b": [1]}, "$or": [{"c": [1]}, {"d": [{"exists": true}]}]}"#, None),
            ("{", Some("the filter is not JSON: EOF while parsing an object at line 1 column 1")),
            ("[1]", Some("the filter is not an object")),
            ("{}", Some("the filter is empty")),
            (r#"{"a": "x"}"#, Some("the field `a` of the filter is not a list of values")),
            (r#"{"a": {"b": 1}}"#, Some("the field `b` of the filter is not a list of values")),
            (r#"{"a": []}"#, Some("the field `a` of the filter allows no value")),
            (r#"{"$or": ["a"]}"#, Some("`$or` in the filter is not a list of objects")),
        ] {
            assert_eq!(problem(text).err().map(|it| it.0).as_deref(), expected, "{text}");
        }
    }
}
