//! An execution as bars on a time axis.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use eventual_constructs_report::Styles;
use eventual_runtime_engine::{Seq, Timestamp};
use eventual_runtime_operator::{HistoryLine, LineKind, TaskAttempts};

use super::json::cut;
use super::time::length;

/// Longest name at the left.
const LONGEST_NAME: usize = 28;

/// What a bar is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Task,
    Child,
    Timer,
    /// Something that has no length.
    Moment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Open,
    Good,
    Bad,
    Dropped,
}

#[derive(Clone, Debug)]
struct Bar {
    what: What,
    name: String,
    from: Timestamp,
    to: Option<Timestamp>,
    ending: Ending,
    note: String,
    /// When attempts failed that were followed by another one.
    failed: Vec<Timestamp>,
}

/// The bars, in the order in which they began, with what is known of attempts. `now` ends those that are open; `width` is that
/// of the terminal.
pub(crate) fn render(
    lines: &[HistoryLine],
    attempts: &[TaskAttempts],
    now: Timestamp,
    width: usize,
) -> String {
    let Some(first) = lines.first() else { return String::new() };
    let bars = bars(lines, attempts, now);
    let is_open = bars.iter().any(|it| it.ending == Ending::Open);
    let last = lines.last().map_or(first.time, |it| it.time);
    let start = first.time;
    let end = if is_open { now.max(last) } else { last };
    let names = bars.iter().map(|it| it.name.chars().count()).max().unwrap_or_default().min(LONGEST_NAME);
    let notes = bars.iter().map(|it| it.note.chars().count()).max().unwrap_or_default().min(40);
    let area = width.saturating_sub(names + notes + 4).max(20);
    let mut out = String::new();
    axis(&mut out, names, area, end.since(start));
    for bar in &bars {
        let drawn = draw(bar, start, end, area);
        let style = style(bar);
        let (name, note) = (cut(&bar.name, LONGEST_NAME), cut(&bar.note, 40));
        let mut line = String::new();
        // Writing to a String does not fail.
        _ = write!(line, "{name:<names$}  {style}{drawn}{style:#}");
        if !note.is_empty() {
            let gap = area.saturating_sub(drawn.chars().count());
            _ = write!(line, "{:gap$}  {note}", "");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn axis(out: &mut String, names: usize, area: usize, whole: std::time::Duration) {
    let half = area / 2;
    let (begin, mut middle, end) = ("0".to_owned(), length(whole / 2), length(whole));
    if half + middle.chars().count() + end.chars().count() >= area {
        // Too narrow for both.
        middle.clear();
    }
    let gap = half.saturating_sub(begin.len());
    let rest = area.saturating_sub(half + middle.chars().count() + end.chars().count());
    let dim = Styles::DIM;
    _ = writeln!(out, "{0:names$}  {dim}{begin}{0:gap$}{middle}{0:rest$}{end}{dim:#}", "");
}

fn style(bar: &Bar) -> Style {
    match (bar.what, bar.ending) {
        (_, Ending::Bad) => Styles::ERROR,
        (_, Ending::Dropped) => Styles::DIM,
        (What::Task | What::Child, Ending::Good) => Styles::DONE,
        (_, Ending::Open) => Styles::HINT,
        (What::Timer, _) => Styles::DIM,
        (What::Moment, _) => Styles::WARNING,
    }
}

fn draw(bar: &Bar, start: Timestamp, end: Timestamp, area: usize) -> String {
    let whole = end.since(start).as_millis().max(1);
    let place = |at: Timestamp| {
        let cells = at.since(start).as_millis() * (area as u128 - 1) / whole;
        usize::try_from(cells).unwrap_or(area).min(area - 1)
    };
    let from = place(bar.from);
    let to = place(bar.to.unwrap_or(end)).max(from);
    let cells = to - from + 1;
    let (body, last) = match (bar.what, bar.ending) {
        (What::Moment, Ending::Bad) => ("x", "x"),
        (What::Moment, _) => ("*", "*"),
        (What::Timer, Ending::Good) => ("-", ">"),
        (What::Timer, Ending::Dropped) => ("-", "/"),
        (What::Timer, _) => ("-", "-"),
        (_, Ending::Open) => ("=", "…"),
        (_, Ending::Good) => ("█", "█"),
        (_, Ending::Bad) => ("█", "x"),
        (_, Ending::Dropped) => ("░", "/"),
    };
    let mut drawn: Vec<&str> = [vec![" "; from], vec![body; cells - 1], vec![last]].concat();
    for at in &bar.failed {
        if let Some(cell) = drawn.get_mut(place(*at)) {
            *cell = "x";
        }
    }
    drawn.concat()
}

/// `attempt 2 of 4 in 3s, after BankDown`
fn tried(attempts: &TaskAttempts, now: Timestamp) -> String {
    let TaskAttempts { attempt, most, due, failed, .. } = attempts;
    let mut out = format!("attempt {attempt} of {most}");
    if let Some(due) = due.filter(|due| *due > now) {
        _ = write!(out, " in {}", length(due.since(now)));
    }
    if let Some(last) = failed.last() {
        _ = write!(out, ", after {}", last.name);
    }
    out
}

fn bars(lines: &[HistoryLine], attempts: &[TaskAttempts], now: Timestamp) -> Vec<Bar> {
    let mut bars: Vec<Bar> = Vec::new();
    // The bar of each call of the present run.
    let mut open: BTreeMap<Seq, usize> = BTreeMap::new();
    for line in lines {
        let name = line.name.clone().unwrap_or_default();
        let moment = |name: String, ending| Bar {
            what: What::Moment,
            name,
            from: line.time,
            to: Some(line.time),
            ending,
            note: String::new(),
            failed: Vec::new(),
        };
        let known = attempts.iter().find(|it| it.run == line.run && Some(it.seq) == line.seq);
        let known = known.filter(|it| it.attempt > 1);
        let begun = |what, name: String, note: String| Bar {
            what,
            name,
            from: line.time,
            to: None,
            ending: Ending::Open,
            note,
            failed: known.iter().flat_map(|it| &it.failed).map(|it| it.ended).collect(),
        };
        let mut end = |ending, note: String, bars: &mut Vec<Bar>| {
            let Some(bar) = line.seq.and_then(|seq| open.remove(&seq)).and_then(|at| bars.get_mut(at)) else {
                return;
            };
            let took = length(line.time.since(bar.from));
            (bar.to, bar.ending) = (Some(line.time), ending);
            bar.note = if note.is_empty() { took } else { format!("{took}  {note}") };
        };
        match line.kind {
            LineKind::Started => open.clear(),
            LineKind::TaskScheduled | LineKind::RequestSent | LineKind::ChildStarted | LineKind::TimerSet => {
                let (what, name) = match line.kind {
                    LineKind::TaskScheduled | LineKind::RequestSent => (What::Task, name),
                    LineKind::ChildStarted => (What::Child, format!("{name} (child)")),
                    _ => {
                        let due = line.due.map(|due| length(due.since(line.time))).unwrap_or_default();
                        (What::Timer, format!("timer {due}"))
                    }
                };
                if let Some(seq) = line.seq {
                    open.insert(seq, bars.len());
                }
                let note = known.map_or_else(|| "open".to_owned(), |known| tried(known, now));
                bars.push(begun(what, name, note));
            }
            LineKind::TaskSucceeded
            | LineKind::RequestAnswered
            | LineKind::ChildSucceeded
            | LineKind::CallSucceeded => {
                let note = known.map(|it| format!("after {} attempts", it.attempt));
                end(Ending::Good, note.unwrap_or_default(), &mut bars);
            }
            LineKind::TimerFired => end(Ending::Good, String::new(), &mut bars),
            LineKind::TaskFailed | LineKind::RequestFailed | LineKind::ChildFailed | LineKind::CallFailed => {
                let name = line.error.as_ref().map(|it| it.name.clone()).unwrap_or_default();
                let attempts = line.error.as_ref().map_or(0, |it| it.attempts);
                let note = if attempts > 1 { format!("{name} after {attempts} attempts") } else { name };
                end(Ending::Bad, note, &mut bars);
            }
            LineKind::CallCancelled | LineKind::ChildTerminated => {
                end(Ending::Dropped, "not waited for".to_owned(), &mut bars);
            }
            LineKind::SignalReceived => bars.push(moment(format!("signal {name}"), Ending::Good)),
            LineKind::SignalRejected => bars.push(moment(format!("signal {name}"), Ending::Bad)),
            LineKind::SignalSent => bars.push(moment(format!("signal {name} sent"), Ending::Good)),
            LineKind::EventEmitted => bars.push(moment(format!("event {name}"), Ending::Good)),
            LineKind::CancelRequested => bars.push(moment("cancel requested".to_owned(), Ending::Bad)),
            LineKind::Terminated => bars.push(moment("terminated".to_owned(), Ending::Bad)),
            LineKind::Closed => bars.push(moment("given up".to_owned(), Ending::Bad)),
            LineKind::ContinuedAsNew => bars.push(moment("continued as new".to_owned(), Ending::Good)),
            LineKind::Patched | LineKind::ExecutionSucceeded | LineKind::ExecutionFailed => {}
        }
    }
    // What the execution did not wait for is over with it.
    if let Some(line) = lines.last().filter(|it| {
        matches!(it.kind, LineKind::ExecutionSucceeded | LineKind::ExecutionFailed | LineKind::Closed)
    }) {
        for bar in bars.iter_mut().filter(|it| it.ending == Ending::Open) {
            (bar.to, bar.ending, bar.note) = (Some(line.time), Ending::Dropped, "not waited for".to_owned());
        }
    }
    bars
}

#[cfg(test)]
mod tests {
    use eventual_runtime_engine::FailedAttempt;
    use eventual_runtime_operator::{StoredSegment, lines};

    /// Compares with a golden in `snapshots/cli/timeline`.
    macro_rules! assert_golden {
        ($($golden:tt)+) => { eventual_snapshots::golden!("cli/timeline", assert_snapshot, $($golden)+) };
    }

    use super::*;

    /// Call 7 was tried twice in vain.
    fn attempts() -> Vec<TaskAttempts> {
        let failed = |number: u32, ended: u64| FailedAttempt {
            number,
            began: Timestamp(0),
            ended: Timestamp(ended),
            name: "BankDown".to_owned(),
            message: "nobody answers".to_owned(),
        };
        vec![TaskAttempts {
            run: 0,
            seq: 7,
            attempt: 3,
            most: 5,
            began: None,
            due: Some(Timestamp(9_000)),
            failed: vec![failed(1, 1_000), failed(2, 4_000)],
        }]
    }

    #[test]
    fn attempts_that_failed_are_marked() {
        let begin = r#"{"t":0,"e":"start","n":"w","id":"x","i":1,"seed":7,"d":[{"k":"task","s":7,"n":"charge","i":2}]}"#;
        assert_golden!("attempts_of_an_open_call", plain(begin, 8_000));
        let over = r#"{"t":8000,"e":"ok","s":7,"v":1,"d":[{"k":"done","v":1}]}"#;
        assert_golden!("attempts_of_a_call_that_is_over", plain(&format!("{begin}\n{over}"), 8_000));
    }

    fn plain(journal: &str, now: u64) -> String {
        let text = format!("{{\"segment\":2}}\n{{\"eventual\":2}}\n{journal}\n");
        let (lines, problem) = lines(&[StoredSegment { number: 1, text }]);
        assert_eq!(problem, None);
        let coloured = render(&lines, &attempts(), Timestamp(now), 72);
        // Without the colours.
        let mut plain = String::new();
        let mut inside = false;
        for it in coloured.chars() {
            match it {
                '\u{1b}' => inside = true,
                'm' if inside => inside = false,
                it if !inside => plain.push(it),
                _ => {}
            }
        }
        plain
    }

    #[test]
    fn bars_begin_and_end_where_things_did() {
        let journal = r#"{"t":0,"e":"start","n":"w","id":"x","i":1,"seed":7,"d":[{"k":"task","s":0,"n":"charge","i":2},{"k":"timer","s":1,"at":8000}]}
{"t":2000,"e":"ok","s":0,"v":"p","d":[{"k":"task","s":2,"n":"ship","i":2}]}
{"t":4000,"e":"err","s":2,"x":{"name":"Lost","message":"","attempts":3}}
{"t":8000,"e":"fire","s":1,"d":[{"k":"done","v":1}]}"#;
        assert_golden!(plain(journal, 99_000));
    }

    #[test]
    fn what_is_open_goes_on_until_now() {
        let journal = r#"{"t":0,"e":"start","n":"w","id":"x","i":1,"seed":7,"d":[{"k":"task","s":0,"n":"charge","i":2}]}"#;
        assert_golden!(plain(journal, 60_000));
        assert_eq!(render(&[], &[], Timestamp(0), 80), "");
    }
}
