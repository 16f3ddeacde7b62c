use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A type of event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventDescription {
    /// Wire name: EventBridge's `detail-type`.
    pub name: String,
    /// Version, if the author gave one.
    #[serde(default)]
    pub version: Option<u32>,
    /// Doc comment of the type.
    #[serde(default)]
    pub docs: Option<String>,
    /// JSON Schema 2020-12 of the payload, definitions under `$defs`; `None`: the type has no schema.
    #[serde(default)]
    pub schema: Option<Value>,
}

/// A subscription: what its parameter's type says of the events it takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionDescription {
    /// Wire name.
    pub name: String,
    /// Wire names of the events, in the order of the type's variants; never empty.
    pub events: Vec<String>,
    /// Service whose events it takes; `None`: this service.
    #[serde(default)]
    pub source: Option<String>,
}
