//! The framework's own log lines: one JSON object per line on stderr, which CloudWatch Logs reads as fields.

use std::io::Write;

use serde_json::json;

/// Logs that a handler failed. An empty handler or request id is left out.
pub(crate) fn error(request_id: &str, handler: &str, message: &str) {
    let mut line = json!({ "level": "ERROR", "message": message });
    if let Some(fields) = line.as_object_mut() {
        for (name, value) in [("requestId", request_id), ("handler", handler)] {
            if !value.is_empty() {
                fields.insert(name.to_owned(), value.into());
            }
        }
    }
    // Nobody is left to tell if stderr is closed.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
