//! `inspect`: what the pages ask is answered by what is deployed.

use serde_json::json;

use super::account::Account;
use crate::inspect::Pages;

pub(super) fn are_served(account: &Account<'_>) {
    let pages = Pages::by(&mut account.tool(&["inspect", "--service", "durable", "--port", "0"]));
    assert!(pages.ask("GET /_eventual", "").body.contains("<html"));
    let get = |path: &str| {
        let answer = pages.ask(&format!("GET /_eventual/api{path}"), "");
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.json()
    };
    assert_eq!(get("/service")["name"], "durable");
    assert!(get("/openapi.json")["paths"]["/orders"]["post"].is_object());
    let listed = get("/executions?workflow=process_order&status=succeeded");
    assert_eq!(listed["executions"][0]["id"], "o-1");
    assert_eq!(get("/executions/o-1/history?from=1")["status"], "succeeded");
    let log = get("/executions/may-i/logs");
    assert!(log["lines"].to_string().contains("`may-i` is answered with"), "{log:#}");
    assert!(get("/logs")["after"].as_u64() > Some(0));
    let letters = get("/dead-letters");
    let lost =
        letters["queues"].as_array().unwrap().iter().find(|it| it["subscription"] == "on_lost").unwrap();
    assert_eq!(lost["letters"][0]["reason"], "NotFound: p-1 is not in the house");

    let started =
        pages.ask("POST /_eventual/api/executions", r#"{"workflow":"chain","name":"by-page","input":2}"#);
    assert_eq!(started.json(), json!({ "id": "by-page" }));
    assert!(account.until(&["get", "by-page"], "succeeded").contains("output     1"));
    let placed = pages.ask("POST /rpc/place_order", r#"{"id":"o-9","cents":1}"#);
    assert_eq!((placed.status, placed.json()), (200, json!("o-9")));
}
