use eventual_analyzer_model::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    pub parameters: Vec<ParameterDescription>,
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

/// Where one field of a command's input comes from on its REST route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterDescription {
    /// Field of the input object, as serde names it.
    pub field: String,
    /// Part of the request that holds it.
    #[serde(rename = "in")]
    pub location: Location,
    /// Its name there: of the path parameter, query parameter, header or body field.
    pub wire_name: String,
}

/// A part of an HTTP request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// A `{parameter}` of the path.
    Path,
    /// The query string.
    Query,
    /// A request header; names are compared without case.
    Header,
    /// A field of the JSON body.
    Body,
}

impl Location {
    /// `path`, `query`, `header`, `body`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Body => "body",
        }
    }
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
