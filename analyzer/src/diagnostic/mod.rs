//! What the analyzer has to say: a plain value, its texts, its two forms (like rustc, and JSON).

pub(crate) mod code;
mod explain;
mod render;
mod report;

use serde::Serialize;

pub use explain::{CODES, explain};
pub use render::Style;
pub(crate) use report::Report;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// There is no service until this is repaired.
    Error,
    /// The service can be built, but is probably not what was meant.
    Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code, `EV0301`; [`explain()`] tells it at length.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong: lower-case, no full stop, user text in backticks.
    pub message: String,
    /// Where; `None` if it is not in a file.
    pub primary: Option<Label>,
    /// Other places that belong to it.
    pub secondary: Vec<Label>,
    /// Facts that help to understand it.
    pub notes: Vec<String>,
    /// What to do.
    pub help: Option<String>,
}

/// A piece of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Label {
    /// Path relative to the package, with `/`.
    pub file: String,
    /// First byte.
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
    /// Line of the first character, from 1.
    pub line: u32,
    /// Column of the first character, in characters, from 1.
    pub column: u32,
    /// What this place is about; empty when the message says it.
    pub text: String,
}
