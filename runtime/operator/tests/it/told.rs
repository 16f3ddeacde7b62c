//! Signals, cancellation, termination.

use eventual_runtime_engine::Payload;
use eventual_runtime_operator::{OperatorError, Reason, SendSignal, Sent, requests};
use serde_json::json;

use crate::host::World;

fn listening() -> World {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "again", "name": "x", "input": 2}));
    world
}

#[test]
fn a_signal_with_an_id_is_taken_once() {
    let world = listening();
    let payload = Payload::of(&1).unwrap();
    let go = SendSignal { name: "Go".to_owned(), payload, id: Some("once".to_owned()) };
    for _ in 0..3 {
        let sent: Sent = world.send(requests::signal("x", &go)).unwrap();
        assert_eq!(sent, Sent { id: Some("once".to_owned()), warning: None });
    }
    assert_eq!(world.get("/executions/x")["status"], "running");
    // Without one, each is another.
    world.post("/executions/x/signals", &json!({"name": "Go", "payload": 1}));
    assert_eq!(world.get("/executions/x")["status"], "succeeded");
}

#[test]
fn an_undeclared_signal_is_sent_with_a_warning() {
    let sent = listening().post("/executions/x/signals", &json!({"name": "go", "payload": 1}));
    assert_eq!(sent["warning"], "the service declares no signal `go`; did you mean `Go`?");
}

#[test]
fn a_cancelled_execution_says_why() {
    let world = listening();
    let reason = Reason { reason: "the customer called".to_owned() };
    let _: Sent = world.send(requests::cancel("x", &reason)).unwrap();
    let over = world.get("/executions/x");
    assert_eq!((&over["status"], &over["error"]["name"]), (&json!("failed"), &json!("Cancelled")));
    let history = world.get("/executions/x/history");
    let events = history["events"].as_array().unwrap();
    assert!(
        events.iter().any(|it| it["kind"] == "cancel_requested" && it["reason"] == "the customer called")
    );
}

#[test]
fn a_terminated_execution_says_who_did_it() {
    let world = listening();
    let _: Sent = world.send(requests::terminate("x", &Reason::default())).unwrap();
    let error = &world.get("/executions/x")["error"];
    assert_eq!((&error["name"], &error["message"]), (&json!("Terminated"), &json!("an operator ended it")));
}

#[test]
fn what_is_over_is_told_nothing() {
    let world = listening();
    world.post("/executions/x/terminate", &json!({}));
    for what in ["signals", "cancel", "terminate"] {
        let body = if what == "signals" { r#"{"name":"Go"}"# } else { "" };
        assert_eq!(
            world.refusal("POST", &format!("/executions/x/{what}"), body),
            "409 ExecutionIsOver: the execution `x` is over: it failed"
        );
    }
    let error: OperatorError = world.send::<Sent>(requests::cancel("y", &Reason::default())).unwrap_err();
    assert_eq!(error.hint.as_deref(), Some("did you mean `x`?"));
}
