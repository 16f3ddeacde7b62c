use eventual_analyzer_model::Method;
use serde::{Deserialize, Serialize};

/// A raw HTTP handler. Its bodies are its own affair; documents list its path only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteDescription {
    /// Wire name, unique among routes.
    pub name: String,
    /// Method it answers.
    pub method: Method,
    /// Path it answers, `/files/{name}`; `{rest+}` as last segment takes the rest.
    pub path: String,
    /// One line for lists of operations.
    #[serde(default)]
    pub summary: Option<String>,
    /// Markdown text for people and agents.
    #[serde(default)]
    pub description: Option<String>,
    /// Groups of operations in the document.
    #[serde(default)]
    pub tags: Vec<String>,
}

/// Names of the `{parameters}` of a path, in order; `{rest+}` gives `rest`.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|segment| {
        let name = segment.strip_prefix('{')?.strip_suffix('}')?;
        Some(name.strip_suffix('+').unwrap_or(name))
    })
}
