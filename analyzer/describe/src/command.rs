use eventual_analyzer_model::{FieldMapping, Location, Method};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::route::path_parameters;

/// A command: what it takes, where the parts of its input come from, what it answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CommandDescription {
    /// Wire name: the command answers at `POST /rpc/<name>`.
    pub name: String,
    /// Method of the REST route.
    pub method: Method,
    /// Path of the REST route, `/orders/{id}`; `None`: only RPC.
    #[serde(default)]
    pub path: Option<String>,
    /// One line for lists of operations.
    #[serde(default)]
    pub summary: Option<String>,
    /// Markdown text for people and agents.
    #[serde(default)]
    pub description: Option<String>,
    /// Groups of operations in the document.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What the command takes; `None`: nothing.
    #[serde(default)]
    pub input: Option<InputDescription>,
    /// Where fields of the input come from on the REST route, as far as the author says so. A field that is
    /// not listed comes from the path if the path has a parameter of its name, else from the query string
    /// for `GET`, `DELETE` and `HEAD`, else from the JSON body.
    #[serde(default)]
    pub parameters: Vec<FieldMapping>,
    /// JSON Schema 2020-12 of the answer, definitions under `$defs`; `None`: no body (204).
    #[serde(default)]
    pub output: Option<Value>,
    /// Failures the author declares beyond 400 and 500, which every command can answer.
    #[serde(default)]
    pub errors: Vec<ErrorDescription>,
}

impl CommandDescription {
    /// A command that takes and answers nothing and has no REST route.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            method: Method::Post,
            path: None,
            summary: None,
            description: None,
            tags: Vec::new(),
            input: None,
            parameters: Vec::new(),
            output: None,
            errors: Vec::new(),
        }
    }

    /// Fields that the path or `parameters` name and that the input does not have, so that what is sent for them
    /// gets lost. Empty for an input without named fields (a union, a map).
    pub fn lost_fields(&self) -> Vec<LostField<'_>> {
        let fields =
            self.input.as_ref().and_then(|it| it.schema.get("properties")).and_then(Value::as_object);
        let (Some(path), Some(fields)) = (&self.path, fields) else { return Vec::new() };
        let known: Vec<&str> = fields.keys().map(String::as_str).collect();
        let mapped = self.parameters.iter().map(|it| it.field.as_str());
        let in_path = path_parameters(path).filter(|name| {
            self.parameters.iter().all(|it| it.location != Location::Path || it.wire_name != *name)
        });
        mapped
            .chain(in_path)
            .filter(|name| !known.contains(name))
            .map(|field| LostField { field, known: known.clone() })
            .collect()
    }
}

/// A field that a route fills and the input does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostField<'a> {
    /// Its name.
    pub field: &'a str,
    /// The fields that the input has, as serde names them.
    pub known: Vec<&'a str>,
}

/// The input of a command as one JSON value: the body of its RPC call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InputDescription {
    /// Name of the parameter whose type the wire value is (`fn hello(name: String)` gives `name`, and
    /// `GET /hello?name=sam` reads it). `None`: the value is an object with one field per parameter.
    #[serde(default)]
    pub parameter: Option<String>,
    /// JSON Schema 2020-12 of the value, definitions under `$defs`.
    pub schema: Value,
}

/// A failure that a command declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorDescription {
    /// HTTP status, 400 to 599.
    pub status: u16,
    /// Value of `code` in the problem body.
    pub code: String,
    /// When it happens.
    #[serde(default)]
    pub description: Option<String>,
}
