//! Executions.

use std::fmt::Write as _;

use anstyle::Style;
use eventual_constructs_report::Styles;
use eventual_runtime_operator::{Execution, ExecutionState, Executions};

use super::json::{cut, long};
use super::table::{Cell, Table};
use super::time::{length, point};

/// The colour of a status.
pub(crate) fn style(status: ExecutionState) -> Style {
    match status {
        ExecutionState::Running => Styles::HINT,
        ExecutionState::Succeeded => Styles::DONE,
        ExecutionState::Failed => Styles::ERROR,
    }
}

/// One line each.
pub(crate) fn list(list: &Executions) -> String {
    let mut table = Table::new(["id", "workflow", "status", "started", "took", "why"]);
    for it in &list.executions {
        let took = it.ended.map(|ended| length(ended.since(it.started))).unwrap_or_default();
        let why = match (&it.fault, &it.error) {
            (Some(fault), _) => format!("cannot go on: {fault}"),
            (None, Some(error)) => error.to_string(),
            (None, None) => String::new(),
        };
        table.row([
            it.id.as_str().into(),
            it.workflow.as_str().into(),
            Cell::styled(it.status.as_str(), style(it.status)),
            point(it.started).into(),
            took.into(),
            cut(&why, 60).into(),
        ]);
    }
    table.render()
}

/// All that is known.
pub(crate) fn details(it: &Execution) -> String {
    let mut out = String::new();
    let color = style(it.status);
    let mut put = |name: &str, value: String| {
        let value = value.replace('\n', "\n           ");
        // Writing to a String does not fail.
        _ = writeln!(out, "{0}{name:<9}{0:#}  {value}", Styles::DIM);
    };
    put("execution", it.id.clone());
    put("workflow", it.workflow.clone());
    put("status", format!("{color}{}{color:#}", it.status));
    put("started", point(it.started));
    if let Some(ended) = it.ended {
        put("ended", format!("{}, after {}", point(ended), length(ended.since(it.started))));
    }
    if let Some(run) = it.run.filter(|run| *run > 0) {
        put("run", format!("{run}: it continued as new"));
    }
    if let Some(limit) = it.timeout_ms {
        put("limit", length(std::time::Duration::from_millis(limit)));
    }
    if let Some(parent) = &it.parent {
        put("parent", parent.clone());
    }
    if let Some(input) = &it.input {
        put("input", long(input));
    }
    if let Some(output) = &it.output {
        put("output", long(output));
    }
    if let Some(error) = &it.error {
        put("error", error.to_string());
        let mut cause = error.cause.as_deref();
        while let Some(error) = cause {
            put("cause", error.to_string());
            cause = error.cause.as_deref();
        }
    }
    if let Some(fault) = &it.fault {
        put("fault", format!("{fault}\nIt goes on when the code can run it again."));
    }
    out
}
