//! Log lines: one JSON object per line on stderr, which CloudWatch Logs reads as fields.

use std::fmt;
use std::io::Write;

use eventual_runtime_engine::{ExecutionInfo, execution_info, in_workflow, is_replaying};

use crate::host::current_host;
use crate::json::ObjectWriter;

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is good to know.
    Info,
    /// It needs attention.
    Warn,
    /// Something failed.
    Error,
}

/// A line that a handler logs, as its host gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// How much it matters.
    pub level: Level,
    /// The text.
    pub message: &'a str,
    /// The execution whose workflow logs it; `None` outside of workflows.
    pub execution: Option<ExecutionInfo>,
}

/// Logs a line. In a workflow it carries execution and workflow, and appears when the step is run, not when it is replayed.
pub fn log(level: Level, message: fmt::Arguments<'_>) {
    if is_replaying() {
        return;
    }
    let message = message.to_string();
    let line = Line { level, message: &message, execution: in_workflow().then(execution_info) };
    if let Some(host) = current_host() {
        host.log(&line);
    }
    write(line.text());
}

impl Line<'_> {
    /// As it is written.
    fn text(&self) -> String {
        let level = match self.level {
            Level::Info => "INFO",
            Level::Warn => "WARN",
            Level::Error => "ERROR",
        };
        let mut text = ObjectWriter::new().string("level", level).string("message", self.message);
        if let Some(info) = &self.execution {
            text = text.string("execution", &info.execution).string("workflow", info.workflow);
        }
        text.end()
    }
}

/// Logs that a handler failed. An empty handler or request id is left out.
pub fn error(request_id: &str, handler: &str, message: &str) {
    if let Some(host) = current_host() {
        host.log(&Line { level: Level::Error, message, execution: None });
    }
    let mut line = ObjectWriter::new().string("level", "ERROR").string("message", message);
    for (name, value) in [("requestId", request_id), ("handler", handler)] {
        if !value.is_empty() {
            line = line.string(name, value);
        }
    }
    write(line.end());
}

/// Logs that the orchestrator failed an execution.
pub fn execution_error(request_id: &str, execution: &str, message: &str) {
    let mut line = ObjectWriter::new().string("level", "ERROR").string("message", message);
    line = line.string("requestId", request_id);
    if !execution.is_empty() {
        line = line.string("execution", execution);
    }
    write(line.end());
}

fn write(line: String) {
    // A closed stderr leaves nowhere to report to. One write, so that lines of several threads stay whole.
    let _ = std::io::stderr().write_all((line + "\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use eventual_runtime_engine::{
        Execution, HistoryEvent, Occurrence, Payload, Result, Started, Strictness, Timestamp, WorkflowEntry,
        sleep,
    };
    use serde_json::Value;

    use super::*;
    use crate::host::{Host, enter_host};

    /// Keeps what is logged.
    #[derive(Default)]
    struct Listener(Mutex<Vec<String>>);

    impl Host for Listener {
        fn log(&self, line: &Line<'_>) {
            self.0.lock().unwrap().push(line.text());
        }
        fn api_specification(&self) -> Result<Value> {
            Ok(Value::Null)
        }
    }

    fn say(text: &str) {
        log(Level::Warn, format_args!("{text}"));
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
        let listener = Arc::new(Listener::default());
        enter_host(listener.clone(), || {
            let started = Started::new("w", "o-1", Payload::null());
            let (_, step) = Execution::start(&entry, started, Timestamp(0)).unwrap();
            let mut cold = Execution::replay(&entry, &[step], Strictness::Calls).unwrap();
            cold.apply(HistoryEvent { at: Timestamp(1_000), what: Occurrence::Fired { seq: 0 } }).unwrap();
            say("three");
            error("r-1", "charge", "four");
        });
        say("not listened to");
        let of_execution =
            |text: &str| format!(r#"{{"level":"WARN","message":"{text}","execution":"o-1","workflow":"w"}}"#);
        let expected = [
            of_execution("one"),
            of_execution("two"),
            r#"{"level":"WARN","message":"three"}"#.to_owned(),
            r#"{"level":"ERROR","message":"four"}"#.to_owned(),
        ];
        assert_eq!(*listener.0.lock().unwrap(), expected);
    }
}
