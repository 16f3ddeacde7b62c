use std::time::Duration;

use eventual_runtime_operator::{ExecutionState, Executions, Listing, requests};
use serde_json::{Value, json};

use crate::host::{BEGINNING, World};

/// Three a second: `l0`, `l1`, …
fn world(count: usize) -> World {
    let world = World::new();
    for number in 0..count {
        if number > 0 && number % 3 == 0 {
            world.wait(Duration::from_secs(1));
        }
        let workflow = if number % 2 == 0 { "listen" } else { "again" };
        world.post("/executions", &json!({"workflow": workflow, "name": format!("l{number}"), "input": 1}));
    }
    world
}

fn ids(list: &Value) -> Vec<&str> {
    list["executions"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
}

#[test]
fn the_newest_come_first_page_by_page() {
    let world = world(7);
    let mut listing = Listing { limit: 3, ..Listing::default() };
    let mut pages = Vec::new();
    loop {
        let page: Executions = world.send(requests::list(&listing)).unwrap();
        pages.push(page.executions.iter().map(|it| it.id.clone()).collect::<Vec<_>>().join(" "));
        // What is started meanwhile does not disturb the pages that follow.
        world.post("/executions", &json!({"workflow": "listen", "name": format!("new{}", pages.len())}));
        let Some(cursor) = page.cursor else { break };
        listing.cursor = Some(cursor.parse().unwrap());
    }
    assert_eq!(pages, ["l6 l5 l4", "l3 l2 l1", "l0"]);
}

#[test]
fn workflow_status_and_time_narrow_the_list() {
    let world = world(7);
    world.post("/executions/l1/signals", &json!({"name": "Go", "payload": 1}));
    assert_eq!(ids(&world.get("/executions?workflow=again")), ["l5", "l3", "l1"]);
    assert_eq!(ids(&world.get("/executions?status=succeeded")), ["l1"]);
    assert_eq!(ids(&world.get("/executions?status=running&workflow=again")), ["l5", "l3"]);
    let second = BEGINNING + 1_000;
    assert_eq!(ids(&world.get(&format!("/executions?started_after={second}"))), ["l6", "l5", "l4", "l3"]);
    assert_eq!(ids(&world.get(&format!("/executions?started_before={second}"))), ["l2", "l1", "l0"]);
    assert_eq!(ids(&world.get("/executions?status=failed")), Vec::<&str>::new());
}

#[test]
fn lists_leave_out_what_is_large() {
    let world = world(2);
    let list = world.get("/executions?limit=1");
    let expected = json!({"id": "l1", "workflow": "again", "status": "running", "started": BEGINNING});
    assert_eq!(list["executions"], json!([expected]));
    assert!(list["cursor"].is_string());
    assert!(world.get("/executions")["cursor"].is_null());
}

#[test]
fn a_typed_listing_asks_for_all_that_it_says() {
    let listing = Listing {
        workflow: Some("a b".to_owned()),
        state: Some(ExecutionState::Failed),
        started_after: Some(eventual_runtime_engine::Timestamp(1)),
        started_before: Some(eventual_runtime_engine::Timestamp(2)),
        limit: 3,
        cursor: Some("MTpv".parse().unwrap()),
    };
    assert_eq!(
        requests::list(&listing).uri(),
        "/_eventual/api/executions?workflow=a%20b&status=failed&started_after=1&started_before=2&limit=3&cursor=MTpv"
    );
}

#[test]
fn what_can_not_be_listed_is_refused() {
    let world = world(1);
    let refusal = |query: &str| world.refusal("GET", &format!("/executions?{query}"), "");
    assert_eq!(
        refusal("workflow=listne"),
        "404 WorkflowNotFound: the service has no workflow `listne` (did you mean `listen`?)"
    );
    assert_eq!(
        refusal("workflow=zzz"),
        "404 WorkflowNotFound: the service has no workflow `zzz` (there are `charge_order`, `listen`, `again`)"
    );
    assert_eq!(
        refusal("status=done"),
        "400 BadRequest: `status` cannot be `done`: it is `running`, `succeeded` or `failed`"
    );
    for limit in ["0", "1001", "x"] {
        let expected = format!("400 BadRequest: `limit` cannot be `{limit}`: it is a number from 1 to 1000");
        assert_eq!(refusal(&format!("limit={limit}")), expected);
    }
    assert_eq!(
        refusal("cursor=x"),
        "400 BadRequest: `cursor` cannot be `x`: it is not one that a listing gave"
    );
    assert_eq!(
        refusal("started_after=today"),
        "400 BadRequest: `started_after` cannot be `today`: it is a number of milliseconds since the Unix epoch"
    );
    assert_eq!(
        refusal("worflow=listen"),
        "400 BadRequest: the query cannot have `worflow` (it may have `workflow`, `status`, `started_after`, \
         `started_before`, `limit`, `cursor`)"
    );
    assert_eq!(refusal("a=%zz"), "400 BadRequest: the query is not percent-encoded as it must be");
}
