//! Log lines: one JSON object per line on stderr, which CloudWatch Logs reads as fields.

use std::fmt;
use std::io::Write;

use eventual_runtime_engine::{execution_info, in_workflow, is_replaying};

use crate::json::ObjectWriter;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is good to know.
    Info,
    /// Somebody should look at it.
    Warn,
    /// Something failed.
    Error,
}

/// Logs a line. In a workflow it carries execution and workflow, and appears when the step is run, not when it is replayed.
pub fn log(level: Level, message: fmt::Arguments<'_>) {
    if let Some(line) = line(level, message) {
        write(line);
    }
}

fn line(level: Level, message: fmt::Arguments<'_>) -> Option<String> {
    if is_replaying() {
        return None;
    }
    let level = match level {
        Level::Info => "INFO",
        Level::Warn => "WARN",
        Level::Error => "ERROR",
    };
    let mut line = ObjectWriter::new().string("level", level).string("message", &message.to_string());
    if in_workflow() {
        let info = execution_info();
        line = line.string("execution", &info.execution).string("workflow", info.workflow);
    }
    Some(line.end())
}

/// Logs that a handler failed. An empty handler or request id is left out.
pub(crate) fn error(request_id: &str, handler: &str, message: &str) {
    let mut line = ObjectWriter::new().string("level", "ERROR").string("message", message);
    for (name, value) in [("requestId", request_id), ("handler", handler)] {
        if !value.is_empty() {
            line = line.string(name, value);
        }
    }
    write(line.end());
}

/// Logs that the orchestrator failed an execution.
#[cfg(feature = "lambda")]
pub(crate) fn execution_error(request_id: &str, execution: &str, message: &str) {
    let mut line = ObjectWriter::new().string("level", "ERROR").string("message", message);
    line = line.string("requestId", request_id);
    if !execution.is_empty() {
        line = line.string("execution", execution);
    }
    write(line.end());
}

fn write(line: String) {
    // Nobody is left to tell if stderr is closed. One write, so that lines of several threads stay whole.
    let _ = std::io::stderr().write_all((line + "\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use eventual_runtime_engine::{
        Execution, HistoryEvent, Occurrence, Payload, Started, Strictness, Timestamp, WorkflowEntry, sleep,
    };

    use super::*;

    thread_local! {
        static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    fn say(text: &str) {
        LINES.with_borrow_mut(|lines| lines.extend(line(Level::Warn, format_args!("{text}"))));
    }

    #[test]
    fn a_line_of_a_workflow_is_tagged_and_appears_once() {
        let entry = WorkflowEntry {
            name: "w",
            timeout: || None,
            run: |_| {
                Ok(Box::pin(async {
                    say("one");
                    sleep(std::time::Duration::from_secs(1)).await;
                    say("two");
                    Ok(Payload::null())
                }))
            },
        };
        let started = Started::new("w", "o-1", Payload::null());
        let (_, step) = Execution::start(&entry, started, Timestamp(0)).unwrap();
        let mut cold = Execution::replay(&entry, &[step], Strictness::Calls).unwrap();
        cold.apply(HistoryEvent { at: Timestamp(1_000), what: Occurrence::Fired { seq: 0 } }).unwrap();
        let expected =
            |text: &str| format!(r#"{{"level":"WARN","message":"{text}","execution":"o-1","workflow":"w"}}"#);
        assert_eq!(LINES.take(), [expected("one"), expected("two")]);
        say("three");
        assert_eq!(LINES.take(), [r#"{"level":"WARN","message":"three"}"#]);
    }
}
