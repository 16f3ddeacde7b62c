//! A history, line by line.

use eventual_constructs_report::Styles;
use eventual_runtime_operator::{HistoryLine, LineKind};

use super::json::{cut, short};
use super::table::{Cell, Table};
use super::time::{of_day, point};

/// As much of a payload as fits a line.
const MOST: usize = 72;

/// The whole history.
pub(crate) fn render(lines: &[HistoryLine]) -> String {
    let mut table = Table::new(["time", "run", "call", "what", "name", "details"]);
    let has_runs = lines.iter().any(|it| it.run > 0);
    let mut day = String::new();
    for line in lines {
        let (date, time) = (point(line.time), of_day(line.time));
        let date = date.split(' ').next().unwrap_or_default().to_owned();
        // The date where it changes.
        let time = if date == day { time } else { format!("{date} {time}") };
        day = date;
        table.row([
            format!("{time:>23}").into(),
            if has_runs { line.run.to_string() } else { String::new() }.into(),
            line.seq.map(|it| it.to_string()).unwrap_or_default().into(),
            Cell::styled(words(line.kind), style(line.kind)),
            line.name.clone().unwrap_or_default().into(),
            details(line).into(),
        ]);
    }
    table.render()
}

fn details(line: &HistoryLine) -> String {
    let mut parts = Vec::new();
    if let Some(execution) = &line.execution {
        parts.push(match line.kind {
            LineKind::Started => format!("for {execution}"),
            LineKind::SignalSent => format!("to {execution}"),
            _ => format!("as {execution}"),
        });
    }
    if let Some(due) = line.due {
        parts.push(format!("until {}", point(due)));
    }
    if let Some(payload) = &line.payload {
        parts.push(short(payload, MOST));
    }
    if let Some(error) = &line.error {
        parts.push(cut(&error.to_string(), MOST));
    }
    if let Some(reason) = line.reason.as_ref().filter(|it| !it.is_empty()) {
        parts.push(reason.clone());
    }
    parts.join(" ")
}

fn style(kind: LineKind) -> anstyle::Style {
    match kind {
        LineKind::TaskSucceeded | LineKind::ChildSucceeded | LineKind::CallSucceeded => Styles::DONE,
        LineKind::RequestAnswered | LineKind::ExecutionSucceeded => Styles::DONE,
        LineKind::TaskFailed | LineKind::ChildFailed | LineKind::CallFailed => Styles::ERROR,
        LineKind::RequestFailed | LineKind::ExecutionFailed | LineKind::Terminated | LineKind::Closed => {
            Styles::ERROR
        }
        LineKind::SignalRejected | LineKind::CancelRequested => Styles::WARNING,
        _ => anstyle::Style::new(),
    }
}

/// `task succeeded`
pub(crate) fn words(kind: LineKind) -> String {
    let name = serde_json::to_value(kind).unwrap_or_default();
    name.as_str().unwrap_or_default().replace('_', " ")
}
