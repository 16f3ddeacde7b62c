//! Tasks that are finished from elsewhere.

use std::time::Duration;

use eventual_runtime_engine::{Error, Payload, Timestamp};
use eventual_runtime_operator::{
    History, TaskAttempts, TaskDetails, TaskError, TaskTold, TaskValue, requests,
};
use eventual_runtime_orchestrator::{CallKey, claim, finish};
use futures::executor::block_on;
use serde_json::json;

use crate::host::{BEGINNING, World};

/// A world whose execution waits for a task, and the token of its attempt.
fn waiting() -> (World, String) {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "charge_order", "name": "x", "input": "o-1"}));
    let (call, attempt) = world.stores.0.borrow_mut().invocations.pop_front().unwrap();
    let job = block_on(claim(&world.stores, &call, attempt, "w", "nonce", Timestamp(BEGINNING)));
    let token = job.unwrap().unwrap().token.to_string();
    (world, token)
}

#[test]
fn a_task_is_kept_alive_and_completed() {
    let (world, token) = waiting();
    let details = TaskDetails { details: Some(Payload::of("half").unwrap()) };
    assert_eq!(world.send(requests::heartbeat(&token, &details)), Ok(TaskTold { cancelled: false }));
    let value = TaskValue { value: Payload::of("p-1").unwrap() };
    assert_eq!(world.send(requests::complete_task(&token, &value)), Ok(TaskTold { cancelled: false }));
    assert_eq!(world.get("/executions/x")["output"], "p-1");
    assert_eq!(
        world.send::<TaskTold>(requests::complete_task(&token, &value)).unwrap_err().to_string(),
        "the attempt of this token is over: it was finished, or given up"
    );
}

#[test]
fn a_task_can_fail_from_elsewhere() {
    let (world, token) = waiting();
    let error = TaskError { error: Error::new("Declined", "no money").non_retryable() };
    let _: TaskTold = world.send(requests::fail_task(&token, &error)).unwrap();
    assert_eq!(world.get("/executions/x")["error"]["name"], "Declined");
}

#[test]
fn who_works_for_nobody_is_told() {
    let (world, token) = waiting();
    world.post("/executions/x/cancel", &json!({}));
    let told = world.send(requests::heartbeat(&token, &TaskDetails::default()));
    assert_eq!(told, Ok(TaskTold { cancelled: true }));
}

#[test]
fn a_history_says_how_often_a_task_was_tried() {
    let (world, _) = waiting();
    let ask = || world.send::<History>(requests::history_with_attempts("x", 1)).unwrap().attempts;
    let call = CallKey { execution: "x".to_owned(), run: 0, seq: 0 };
    let fail = |attempt: u32| {
        let result = Err(Error::new("BankDown", "nobody answers"));
        block_on(finish(&world.stores, &call, attempt, result)).unwrap();
        world.wait(Duration::from_millis(10));
        // Whatever is asked: messages are worked off.
        world.get("/service");
    };
    world.wait(Duration::from_millis(10));
    let began = Timestamp(BEGINNING);
    let first = TaskAttempts {
        run: 0,
        seq: 0,
        attempt: 1,
        most: 2,
        began: Some(began),
        due: None,
        failed: Vec::new(),
    };
    assert_eq!(ask(), [first]);
    fail(1);
    let failed = ask().pop().unwrap();
    assert_eq!((failed.attempt, failed.most, failed.began), (2, 2, None));
    assert!(failed.due.is_some_and(|due| due > began), "{failed:?}");
    let [why] = failed.failed.as_slice() else { panic!("{failed:?}") };
    assert_eq!((why.number, why.began, why.name.as_str()), (1, began, "BankDown"));
    let plain: History = world.send(requests::history("x", 1)).unwrap();
    assert_eq!(plain.attempts, [], "only if asked for");
    assert_eq!(
        world.refusal("GET", "/executions/x/history?attempts=1", ""),
        "400 BadRequest: `attempts` cannot be `1`: it is `true`, or left out"
    );
}

#[test]
fn tokens_that_are_none() {
    let (world, token) = waiting();
    let body = r#"{"value":1}"#;
    assert_eq!(
        world.refusal("POST", "/tasks/abc/complete", body),
        "404 BadToken: no attempt of a task has this token; a task finds its own with `task_token()` of its context"
    );
    // Somebody else's.
    let other = World::new();
    assert_eq!(
        other.refusal("POST", &format!("/tasks/{token}/complete"), body),
        "404 BadToken: no attempt of a task has this token; a task finds its own with `task_token()` of its context"
    );
    assert_eq!(
        world.refusal("POST", &format!("/tasks/{token}/complete"), "{}"),
        r#"400 BadRequest: the body cannot be read: missing field `value` at line 1 column 2 (it should be like {"value": {}})"#
    );
}
