//! The framework's own log lines: one JSON object per line on stderr, which CloudWatch Logs reads as fields.

use std::io::Write;

use crate::json::ObjectWriter;

/// Logs that a handler failed. An empty handler or request id is left out.
pub(crate) fn error(request_id: &str, handler: &str, message: &str) {
    let mut line = ObjectWriter::new().string("level", "ERROR").string("message", message);
    for (name, value) in [("requestId", request_id), ("handler", handler)] {
        if !value.is_empty() {
            line = line.string(name, value);
        }
    }
    // Nobody is left to tell if stderr is closed. One write, so that lines of several threads stay whole.
    let _ = std::io::stderr().write_all((line.end() + "\n").as_bytes());
}
