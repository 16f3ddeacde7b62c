//! Questions to executions.

use eventual_runtime_engine::Payload;
use eventual_runtime_operator::{OperatorError, QueryAnswer, QueryExecution, requests};
use serde_json::json;

use crate::host::World;

fn asked(world: &World, execution: &str, name: &str, input: u32) -> Result<QueryAnswer, OperatorError> {
    let query = QueryExecution { name: name.to_owned(), input: Payload::of(&input).unwrap() };
    world.send(requests::query(execution, &query))
}

fn listening() -> World {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "again", "name": "x", "input": 3}));
    world
}

#[test]
fn an_execution_says_how_far_it_is_and_nothing_is_recorded() {
    let world = listening();
    let before = world.get("/executions/x/history");
    assert_eq!(asked(&world, "x", "left", 10).unwrap().answer.text(), "30");
    assert_eq!(world.get("/executions/x/history"), before);
    world.post("/executions/x/signals", &json!({"name": "Go", "payload": 1}));
    assert_eq!(asked(&world, "x", "left", 10).unwrap().answer.text(), "20", "of its present run");
}

#[test]
fn what_is_not_answered_says_why() {
    let world = listening();
    let unknown = asked(&world, "x", "right", 1).unwrap_err();
    assert_eq!((unknown.status.as_u16(), &*unknown.code), (400, "BadRequest"));
    assert_eq!(unknown.message, "workflow `again` has no query `right`; it has: `left`");
    let nobody = asked(&world, "y", "left", 1).unwrap_err();
    assert_eq!((nobody.status.as_u16(), &*nobody.code), (404, "ExecutionNotFound"));
    let shape = world.send::<QueryAnswer>(requests::query(
        "x",
        &QueryExecution { name: "left".to_owned(), input: Payload::of("three").unwrap() },
    ));
    assert_eq!(shape.unwrap_err().status, 400);
}
