//! Requests that make no sense, and hosts that do not answer.

use eventual_runtime_operator::{ServiceDescription, read_answer};
use futures::executor::block_on;

use crate::host::World;

#[test]
fn unknown_ids_name_what_there_is() {
    let world = World::new();
    for id in ["order-1", "order-2", "fish"] {
        world.post("/executions", &serde_json::json!({"workflow": "listen", "name": id}));
    }
    assert_eq!(
        world.refusal("GET", "/executions/oder-1", ""),
        "404 ExecutionNotFound: there is no execution `oder-1` (did you mean `order-1`?)"
    );
    assert_eq!(
        world.refusal("GET", "/executions/nothing-like-it", ""),
        "404 ExecutionNotFound: there is no execution `nothing-like-it` (the latest are `order-2`, `order-1`, `fish`)"
    );
}

#[test]
fn bodies_that_can_not_be_read_say_where() {
    let world = World::new();
    let shape = r#"(it should be like {"workflow": "process_order", "name": "o-1", "input": {}})"#;
    for (body, problem) in [
        ("{\n  \"workflow\" \"x\"}", "expected `:` at line 2 column 14"),
        ("{}", "missing field `workflow` at line 1 column 2"),
        ("", "missing field `workflow` at line 1 column 2"),
        (
            r#"{"workflow":"listen","nmae":"x"}"#,
            "unknown field `nmae`, expected one of `workflow`, `name`, `input`, `timeout_ms` at line 1 column 27",
        ),
        (
            r#"{"workflow":"listen","timeout_ms":"1"}"#,
            "invalid type: string \"1\", expected u64 at line 1 column 37",
        ),
        ("[1]", "invalid type: integer `1`, expected a string at line 1 column 2"),
    ] {
        let expected = format!("400 BadRequest: the body cannot be read: {problem} {shape}");
        assert_eq!(world.refusal("POST", "/executions", body), expected);
    }
    let name = serde_json::json!({"workflow": "listen", "name": "a\nb"}).to_string();
    assert_eq!(
        world.refusal("POST", "/executions", &name),
        "400 BadRequest: `a\\nb` cannot name an execution (a name has 1 to 256 bytes and no control characters)"
    );
    assert_eq!(
        world.refusal("POST", "/executions", r#"{"workflow":"charge_odrer"}"#),
        "404 WorkflowNotFound: the service has no workflow `charge_odrer` (did you mean `charge_order`?)"
    );
}

#[test]
fn routes_that_are_none() {
    let world = World::new();
    let hint = "(there are `/_eventual/api/service`, `/executions`, `/events`, `/dead-letters`, `/logs`, `/observed`)";
    for path in ["", "/", "/nothing", "/tasks/x/fly", "/dead-letters/print"] {
        let expected = format!("404 RouteNotFound: there is nothing at `/_eventual/api{path}` {hint}");
        assert_eq!(world.refusal("GET", path, ""), expected);
    }
    assert_eq!(
        world.refusal("GET", "/executions/%ff", ""),
        "400 BadRequest: the path is not percent-encoded as it must be"
    );
}

#[test]
fn other_methods_are_refused_with_those_that_are_taken() {
    let world = World::new();
    for (method, path, allowed) in [
        ("DELETE", "/executions", "GET, POST"),
        ("POST", "/service", "GET"),
        ("GET", "/executions/x/cancel", "POST"),
        ("PUT", "/executions/x", "GET"),
        ("GET", "/events", "POST"),
    ] {
        let expected = format!(
            "405 MethodNotAllowed: `/_eventual/api{path}` does not take {method}; it takes {allowed}"
        );
        assert_eq!(world.refusal(method, path, ""), expected);
    }
}

#[test]
fn a_store_that_does_not_answer_is_not_a_missing_execution() {
    let world = World::new();
    world.stores.0.borrow_mut().is_down = true;
    assert_eq!(
        world.refusal("GET", "/executions/x", ""),
        "503 Unavailable: a store did not answer: the table is asleep (try again in a moment)"
    );
}

#[test]
fn an_answer_of_something_else_is_known_as_such() {
    let answer = |status: u16, body: &str| {
        let answer = http::Response::builder().status(status).body(body.into()).unwrap();
        block_on(async { read_answer::<ServiceDescription>(&answer) }).unwrap_err().to_string()
    };
    assert_eq!(
        answer(403, r#"{"message":"Forbidden"}"#),
        r#"the answer is not the service's own: 403 Forbidden {"message":"Forbidden"}"#
    );
    assert_eq!(
        answer(200, "[]"),
        "the answer has another shape than expected: invalid length 0, expected struct ServiceDescription with 9 \
         elements at line 1 column 2"
    );
}
