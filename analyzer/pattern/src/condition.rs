use serde_json::Value;

use super::wildcard::Wildcard;

/// A condition on one value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Condition {
    Equals(Value),
    EqualsIgnoreCase(String),
    Prefix {
        text: String,
        ignore_case: bool,
    },
    Suffix {
        text: String,
        ignore_case: bool,
    },
    Wildcard(Wildcard),
    Numeric(Vec<(Comparison, f64)>),
    Exists(bool),
    /// None of these, and there is a value.
    AnythingBut(Vec<Condition>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    GreaterOrEqual,
    Greater,
}

impl Condition {
    pub(super) fn read(value: &Value) -> Result<Self, String> {
        let Value::Object(object) = value else { return Self::read_literal(value) };
        let mut entries = object.iter();
        let (Some((operator, argument)), None) = (entries.next(), entries.next()) else {
            return Err("a condition is an object with one operator".to_owned());
        };
        Self::read_operator(operator, argument)
    }

    pub(super) fn matches(&self, value: Option<&Value>) -> bool {
        let Some(value) = value else { return matches!(self, Self::Exists(false)) };
        let text = value.as_str();
        match self {
            Self::Equals(expected) => equal(expected, value),
            Self::EqualsIgnoreCase(expected) => text.is_some_and(|it| it.to_lowercase() == *expected),
            Self::Prefix { text: expected, ignore_case } => {
                text.is_some_and(|it| fold(it, *ignore_case).starts_with(expected.as_str()))
            }
            Self::Suffix { text: expected, ignore_case } => {
                text.is_some_and(|it| fold(it, *ignore_case).ends_with(expected.as_str()))
            }
            Self::Wildcard(wildcard) => text.is_some_and(|it| wildcard.matches(it)),
            Self::Numeric(bounds) => value
                .as_f64()
                .is_some_and(|it| bounds.iter().all(|(comparison, bound)| comparison.holds(it, *bound))),
            Self::Exists(expected) => *expected,
            Self::AnythingBut(conditions) => !conditions.iter().any(|it| it.matches(Some(value))),
        }
    }

    fn read_literal(value: &Value) -> Result<Self, String> {
        if value.is_array() {
            return Err("a list inside a list of values is not allowed".to_owned());
        }
        Ok(Self::Equals(value.clone()))
    }

    fn read_operator(operator: &str, argument: &Value) -> Result<Self, String> {
        match operator {
            "prefix" => {
                let (text, ignore_case) = read_affix(operator, argument)?;
                Ok(Self::Prefix { text, ignore_case })
            }
            "suffix" => {
                let (text, ignore_case) = read_affix(operator, argument)?;
                Ok(Self::Suffix { text, ignore_case })
            }
            "equals-ignore-case" => Ok(Self::EqualsIgnoreCase(read_text(operator, argument)?.to_lowercase())),
            "wildcard" => Ok(Self::Wildcard(Wildcard::read(read_text(operator, argument)?)?)),
            "exists" => match argument {
                Value::Bool(expected) => Ok(Self::Exists(*expected)),
                _ => Err("`exists` takes `true` or `false`".to_owned()),
            },
            "numeric" => read_numeric(argument),
            "anything-but" => read_anything_but(argument),
            unknown => Err(format!(
                "unknown operator `{unknown}`; it is one of `prefix`, `suffix`, `equals-ignore-case`, `anything-but`, `numeric`, `exists`, `wildcard`"
            )),
        }
    }
}

impl Comparison {
    fn read(text: &str) -> Option<Self> {
        Some(match text {
            "<" => Self::Less,
            "<=" => Self::LessOrEqual,
            "=" => Self::Equal,
            ">=" => Self::GreaterOrEqual,
            ">" => Self::Greater,
            _ => return None,
        })
    }

    fn holds(self, value: f64, bound: f64) -> bool {
        match self {
            Self::Less => value < bound,
            Self::LessOrEqual => value <= bound,
            Self::Equal => value.total_cmp(&bound).is_eq(),
            Self::GreaterOrEqual => value >= bound,
            Self::Greater => value > bound,
        }
    }
}

/// Numbers are equal by value (`1` and `1.0`), all else by form.
fn equal(expected: &Value, value: &Value) -> bool {
    match (expected, value) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => expected == value,
    }
}

fn fold(text: &str, ignore_case: bool) -> String {
    if ignore_case { text.to_lowercase() } else { text.to_owned() }
}

fn read_text<'a>(operator: &str, argument: &'a Value) -> Result<&'a str, String> {
    argument.as_str().ok_or_else(|| format!("`{operator}` takes a text"))
}

/// `"text"` or `{"equals-ignore-case": "text"}`.
fn read_affix(operator: &str, argument: &Value) -> Result<(String, bool), String> {
    match argument.get("equals-ignore-case") {
        Some(inner) => Ok((read_text(operator, inner)?.to_lowercase(), true)),
        None => Ok((read_text(operator, argument)?.to_owned(), false)),
    }
}

fn read_numeric(argument: &Value) -> Result<Condition, String> {
    const USAGE: &str = "`numeric` takes pairs of `<`, `<=`, `=`, `>=` or `>` and a number";
    let items = argument.as_array().filter(|it| !it.is_empty()).ok_or(USAGE)?;
    let mut bounds = Vec::new();
    for pair in items.chunks(2) {
        let [comparison, bound] = pair else { return Err(USAGE.to_owned()) };
        let comparison = comparison.as_str().and_then(Comparison::read).ok_or(USAGE)?;
        bounds.push((comparison, bound.as_f64().ok_or(USAGE)?));
    }
    Ok(Condition::Numeric(bounds))
}

/// A value, a list of values, or one of `prefix`, `suffix`, `equals-ignore-case`, `wildcard` with one text or a list.
fn read_anything_but(argument: &Value) -> Result<Condition, String> {
    let conditions = match argument {
        Value::Object(object) => {
            let mut conditions = Vec::new();
            for (operator, inner) in object {
                if !matches!(operator.as_str(), "prefix" | "suffix" | "equals-ignore-case" | "wildcard") {
                    return Err(format!(
                        "`anything-but` takes values, `prefix`, `suffix`, `equals-ignore-case` or `wildcard`, not `{operator}`"
                    ));
                }
                for text in inner.as_array().map_or(std::slice::from_ref(inner), Vec::as_slice) {
                    conditions.push(Condition::read_operator(operator, text)?);
                }
            }
            conditions
        }
        Value::Array(items) => items.iter().map(Condition::read_literal).collect::<Result<_, _>>()?,
        value => vec![Condition::read_literal(value)?],
    };
    Ok(Condition::AnythingBut(conditions))
}
