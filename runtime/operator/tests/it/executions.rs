use std::time::Duration;

use eventual_runtime_engine::Payload;
use eventual_runtime_operator::{
    Execution, ExecutionState, OperatorError, StartExecution, Started, requests,
};
use serde_json::json;

use crate::host::{BEGINNING, World};

#[test]
fn an_execution_is_started_looked_at_and_ends() {
    let world = World::new();
    let started = world.post("/executions", &json!({"workflow": "again", "name": "a/1", "input": 1}));
    assert_eq!(started, json!({"id": "a/1"}));
    let running = json!({
        "id": "a/1", "workflow": "again", "status": "running", "started": BEGINNING, "input": 1, "run": 0,
        "timeout_ms": 60_000
    });
    assert_eq!(world.get("/executions/a%2F1"), running);
    // As a gateway may hand it on.
    assert_eq!(world.get("/executions/a/1"), running);
    world.wait(Duration::from_secs(5));
    world.post("/executions/a%2F1/signals", &json!({"name": "Go", "payload": 7}));
    let over = world.get("/executions/a%2F1");
    assert_eq!(
        (&over["status"], &over["output"], &over["run"]),
        (&json!("succeeded"), &json!(null), &json!(1))
    );
    assert_eq!((&over["ended"], &over["input"]), (&json!(BEGINNING + 5_000), &json!(1)));
    assert!(over.as_object().unwrap().contains_key("output"), "null is a value, too");
}

#[test]
fn starting_twice_is_starting_once_and_another_start_is_refused() {
    let world = World::new();
    let start = StartExecution {
        workflow: "listen".to_owned(),
        name: Some("one".to_owned()),
        input: Payload::null(),
        timeout_ms: Some(5),
    };
    let first: Result<Started, _> = world.send(requests::start(&start));
    assert_eq!(first, world.send(requests::start(&start)));
    let other = StartExecution { input: Payload::of(&1).unwrap(), ..start.clone() };
    let refused: OperatorError = world.send::<Started>(requests::start(&other)).unwrap_err();
    assert_eq!((refused.status.as_u16(), refused.code.as_str()), (409, "ExecutionAlreadyExists"));
    assert_eq!(
        refused.to_string(),
        "the execution `one` already exists with another workflow, input or parent; choose another name, or start it with the same"
    );
    let known: Execution = world.send(requests::execution("one")).unwrap();
    assert_eq!((known.status, known.timeout_ms), (ExecutionState::Running, Some(5)));
}

#[test]
fn an_execution_without_a_name_gets_one() {
    let world = World::new();
    assert_eq!(world.post("/executions", &json!({"workflow": "listen"})), json!({"id": "listen-random1"}));
    assert_eq!(world.post("/executions", &json!({"workflow": "listen"})), json!({"id": "listen-random2"}));
}

#[test]
fn a_failure_is_shown_with_its_reason() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "charge_order", "name": "x", "input": {"not": "text"}}));
    let failed = world.get("/executions/x");
    assert_eq!((&failed["status"], &failed["error"]["name"]), (&json!("failed"), &json!("BadPayload")));
}

#[test]
fn a_damaged_history_does_not_hide_the_execution() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "listen", "name": "x"}));
    world.stores.0.borrow_mut().segments.insert(("x".to_owned(), 1), b"gibberish".to_vec());
    let shown = world.get("/executions/x");
    assert_eq!((&shown["status"], shown.get("input")), (&json!("running"), None));
}
