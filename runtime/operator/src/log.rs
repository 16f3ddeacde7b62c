//! What handlers logged.

use eventual_runtime_engine::Timestamp;
use serde::{Deserialize, Serialize};

/// Part of a log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Logs {
    /// The oldest first.
    pub lines: Vec<LogLine>,
    /// Asks for what follows, now or later: the place after the last line.
    pub after: u64,
}

/// One line of a log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogLine {
    /// When it was written.
    pub time: Timestamp,
    /// `error`, `warn`, `info`, `debug` or `trace`; empty: what a handler printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub level: String,
    /// Key of the handler that wrote it: `task:charge`. Empty: the host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub handler: String,
    /// The execution it was written for, if it was for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execution: Option<String>,
    /// The text.
    pub message: String,
}
