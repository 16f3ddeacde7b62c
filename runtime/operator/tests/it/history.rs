use eventual_runtime_engine::{Execution, Payload, Strictness};
use eventual_runtime_operator::{History, LineKind, StoredSegment, requests};
use eventual_runtime_orchestrator::Segment;
use serde_json::json;

use crate::host::{BEGINNING, World};

#[test]
fn a_history_can_be_read_and_replayed() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "charge_order", "name": "x", "input": "o-1"}));
    world.post("/executions/x/terminate", &json!({"reason": "enough"}));
    let history: History = world.send(requests::history("x", 1)).unwrap();
    let kinds: Vec<LineKind> = history.events.iter().map(|it| it.kind).collect();
    assert_eq!(
        kinds,
        [LineKind::Started, LineKind::TaskScheduled, LineKind::Terminated, LineKind::ExecutionFailed]
    );
    let task = serde_json::to_value(&history.events[1]).unwrap();
    assert_eq!(
        task,
        json!({
            "time": BEGINNING, "run": 0, "segment": 1, "kind": "task_scheduled", "seq": 0, "name": "charge",
            "payload": "o-1"
        })
    );
    assert_eq!((history.segments.len(), history.next, &history.problem), (2, None, &None));
    let runs = history.runs().unwrap();
    assert_eq!((runs.len(), runs[0].len()), (1, 2));
    let first = Segment::read(1, history.segments[0].text.as_bytes()).unwrap();
    assert_eq!(first.steps[0], runs[0][0]);
}

#[test]
fn each_run_has_a_history_of_its_own() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "again", "name": "x", "input": 2}));
    for _ in 0..2 {
        world.post("/executions/x/signals", &json!({"name": "Go", "payload": 1}));
    }
    let history: History = world.send(requests::history("x", 1)).unwrap();
    let runs = history.runs().unwrap();
    assert_eq!(runs.len(), 3);
    let numbers: Vec<u32> = history.events.iter().map(|it| it.run).collect();
    assert_eq!((numbers.first(), numbers.last()), (Some(&0), Some(&2)));
    assert_eq!(history.events.last().unwrap().kind, LineKind::ExecutionSucceeded);
    for run in &runs {
        let replayed = Execution::replay(&world.workflow("again"), run, Strictness::Data);
        assert!(replayed.is_ok(), "{replayed:?}");
    }
}

#[test]
fn a_long_history_comes_in_parts() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "again", "name": "x", "input": 100}));
    let big = "x".repeat(400_000);
    for _ in 0..6 {
        world.post("/executions/x/signals", &json!({"name": "Other", "payload": big}));
    }
    let (mut from, mut parts, mut numbers) = (1, 0, Vec::new());
    loop {
        let part: History = world.send(requests::history("x", from)).unwrap();
        parts += 1;
        numbers.extend(part.segments.iter().map(|it| it.number));
        let Some(next) = part.next else { break };
        from = next;
    }
    assert_eq!((parts, numbers), (2, (1..=7).collect()));
}

#[test]
fn every_part_of_a_history_knows_its_run() {
    let world = World::new();
    let signal = |id: &str, name: &str, payload: &str| {
        let path = format!("/executions/{id}/signals");
        world.post(
            &path,
            &json!({ "name": name, "payload": if name == "Go" { json!(1) } else { json!(payload) } }),
        );
    };
    let runs = |id: &str, from: u64| -> Vec<(u64, u32)> {
        let part: History = world.send(requests::history(id, from)).unwrap();
        part.events.iter().map(|it| (it.segment, it.run)).collect()
    };
    for id in ["short", "long"] {
        world.post("/executions", &json!({"workflow": "again", "name": id, "input": 100}));
        signal(id, "Other", "");
        signal(id, "Go", "");
        signal(id, "Go", "");
    }
    let whole = runs("short", 1);
    let last = whole.last().unwrap().0;
    assert_eq!(whole.last().unwrap().1, 2);
    for from in 2..=last {
        let rest: Vec<_> = whole.iter().copied().filter(|it| it.0 >= from).collect();
        assert_eq!(runs("short", from), rest, "before runs that begin in the same part");
    }

    let big = "x".repeat(400_000);
    (0..6).for_each(|_| signal("long", "Other", &big));
    // So many fit into one part.
    let (end, _) = *runs("long", 1).last().unwrap();
    let part = || runs("long", end - 3);
    let expected: Vec<_> = (end - 3..=end).map(|it| (it, 2)).collect();
    assert_eq!(part(), expected, "in the last run");
    (0..3).for_each(|_| signal("long", "Go", ""));
    assert_eq!(part(), expected, "before a run that begins in a later part");
}

#[test]
fn damage_is_named_and_what_was_before_it_is_shown() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "again", "name": "x", "input": 3}));
    world.stores.0.borrow_mut().segments.insert(("x".to_owned(), 2), b"{\"segment\":9}\n".to_vec());
    let history: History = world.send(requests::history("x", 1)).unwrap();
    let problem =
        "segment 2 of the history has version 9; this program reads only version 2: deploy a newer one";
    assert_eq!(history.problem.as_deref(), Some(problem));
    assert_eq!(history.events[0].kind, LineKind::Started);
    assert_eq!(history.runs().unwrap_err(), problem);
}

#[test]
fn every_kind_of_line_is_told_from_the_others() {
    let journal = r#"{"segment":2}
{"eventual":2}
{"t":1,"e":"start","n":"w","id":"x","i":1,"seed":7,"d":[{"k":"task","s":0,"n":"charge","i":2},{"k":"timer","s":1,"at":99}]}
{"t":2,"e":"fire","s":1}
{"t":3,"e":"ok","s":0,"v":"p"}
{"t":4,"e":"ok","s":8,"v":"q"}
"#;
    let segment = StoredSegment { number: 1, text: journal.to_owned() };
    let (lines, problem) = eventual_runtime_operator::lines(&[segment]);
    assert_eq!(problem, None);
    let kinds: Vec<_> = lines.iter().map(|it| (it.kind, it.seq, it.name.as_deref())).collect();
    assert_eq!(
        kinds,
        [
            (LineKind::Started, None, Some("w")),
            (LineKind::TaskScheduled, Some(0), Some("charge")),
            (LineKind::TimerSet, Some(1), None),
            (LineKind::TimerFired, Some(1), None),
            (LineKind::TaskSucceeded, Some(0), Some("charge")),
            (LineKind::CallSucceeded, Some(8), None),
        ]
    );
    assert_eq!(lines[2].due.map(|it| it.as_millis()), Some(99));
    assert_eq!(lines[5].payload, Some(Payload::of("q").unwrap()));
}

#[test]
fn what_can_not_be_asked_of_a_history() {
    let world = World::new();
    assert_eq!(
        world.refusal("GET", "/executions/x/history", ""),
        "404 ExecutionNotFound: there is no execution `x` (nothing was started yet)"
    );
    assert_eq!(
        world.refusal("GET", "/executions/x/history?from=0", ""),
        "400 BadRequest: `from` cannot be `0`: it is the number of a segment, from 1"
    );
}
