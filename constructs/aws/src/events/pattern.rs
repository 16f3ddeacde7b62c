use eventual_constructs_cfn::{Json, Value};
use serde_json::{Map, json};

/// Which events a rule is about: each field that is given must match one of its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventPattern {
    /// Who sent it, a service name for example.
    pub source: Vec<String>,
    /// Names of events.
    pub detail_type: Vec<String>,
    /// Pattern of the payload, as EventBridge writes patterns.
    pub detail: Option<Json>,
    /// Any further fields (`account`, `resources`, `$or`), as EventBridge writes patterns.
    pub others: Map<String, Json>,
}

impl EventPattern {
    /// Events of these names, whoever sent them.
    pub fn named<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self { detail_type: names.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Only those of this sender.
    #[must_use]
    pub fn from_source(mut self, source: &str) -> Self {
        self.source.push(source.to_owned());
        self
    }

    /// Only those whose payload matches.
    #[must_use]
    pub fn with_detail(mut self, detail: Json) -> Self {
        self.detail = Some(detail);
        self
    }

    pub(super) fn to_value(&self) -> Value<Json> {
        let mut pattern = self.others.clone();
        if !self.source.is_empty() {
            pattern.insert("source".into(), json!(self.source));
        }
        if !self.detail_type.is_empty() {
            pattern.insert("detail-type".into(), json!(self.detail_type));
        }
        if let Some(detail) = &self.detail {
            pattern.insert("detail".into(), detail.clone());
        }
        Value::Known(Json::Object(pattern))
    }
}
