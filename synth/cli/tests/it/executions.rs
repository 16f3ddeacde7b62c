use crate::server::Server;
use crate::transcript::at;

#[test]
fn executions_are_listed() {
    let server = Server::new(&[]);
    assert_golden!("list", at(&server.url, &["list", "executions"]));
    assert_golden!(
        "list_failed_json",
        at(&server.url, &["list", "executions", "--status", "failed", "--json"])
    );
    assert_golden!("list_none", at(&server.url, &["list", "executions", "--workflow", "remind"]));
    assert_golden!("list_first_page", at(&server.url, &["list", "executions", "-n", "2"]));
    assert_golden!(
        "list_next_page",
        at(&server.url, &["list", "executions", "-n", "2", "--cursor", "MTpvLTI"])
    );
}

#[test]
fn an_execution_is_shown_with_all_that_is_known() {
    let server = Server::new(&[]);
    assert_golden!("get_succeeded", at(&server.url, &["get", "o-1"]));
    assert_golden!("get_running", at(&server.url, &["get", "o-2"]));
    assert_golden!("get_failed", at(&server.url, &["get", "o/3"]));
    assert_golden!("get_json", at(&server.url, &["get", "o-1", "--json"]));
}

#[test]
fn a_history_is_read_line_by_line_and_as_bars() {
    let server = Server::new(&[]);
    assert_golden!("history", at(&server.url, &["history", "o-1"]));
    assert_golden!("timeline", at(&server.url, &["timeline", "o-1"]));
    let json = at(&server.url, &["history", "o-1", "--json"]);
    assert!(json.contains(r#""segments": ["#) && json.contains(r#""kind": "task_scheduled""#), "{json}");
}

#[test]
fn an_execution_is_started_and_waited_for() {
    let server = Server::new(&[]);
    let order = r#"{"order_id":"o-1"}"#;
    assert_golden!("start", at(&server.url, &["start", "fulfil", order, "--name", "o-1", "--timeout", "2h"]));
    let (_, path, body) = server.seen().pop().unwrap();
    assert_eq!(path, "/_eventual/api/executions");
    assert_eq!(body, r#"{"workflow":"fulfil","name":"o-1","input":{"order_id":"o-1"},"timeout_ms":7200000}"#);
    assert_golden!("start_and_wait", at(&server.url, &["start", "fulfil", order, "--wait"]));
    assert_golden!("start_json", at(&server.url, &["start", "fulfil", order, "--json"]));
}

#[test]
fn waiting_for_a_failure_is_a_failure() {
    let failed = serde_json::json!({"id": "f", "workflow": "fulfil", "status": "failed", "started": 1_767_225_600_000_u64, "error": {"name": "Lost"}});
    let server = Server::new(&[
        ("POST /_eventual/api/executions", 200, serde_json::json!({"id": "f"})),
        ("GET /_eventual/api/executions/f", 200, failed),
    ]);
    assert_golden!("wait_for_a_failure", at(&server.url, &["start", "fulfil", "--wait"]));
}

#[test]
fn executions_are_told_things() {
    let server = Server::new(&[]);
    assert_golden!("signal", at(&server.url, &["signal", "o-2", "Cancelled", r#"{"reason":"late"}"#]));
    assert_golden!("signal_undeclared", at(&server.url, &["signal", "o-1", "Cancel"]));
    assert_golden!("query", at(&server.url, &["query", "o-2", "progress", "[1]"]));
    assert_golden!("cancel", at(&server.url, &["cancel", "o-2", "--reason", "late"]));
    assert_golden!("terminate", at(&server.url, &["cancel", "o-2", "--terminate"]));
    let bodies: Vec<String> = server.seen().into_iter().map(|it| it.2).collect();
    assert_eq!(
        bodies,
        [
            r#"{"name":"Cancelled","payload":{"reason":"late"}}"#,
            r#"{"name":"Cancel","payload":null}"#,
            r#"{"name":"progress","input":[1]}"#,
            r#"{"reason":"late"}"#,
            r#"{"reason":""}"#,
        ]
    );
}

#[test]
fn tasks_are_finished_from_elsewhere() {
    let server = Server::new(&[]);
    assert_golden!("task_complete", at(&server.url, &["task", "complete", "t0ken", "7"]));
    assert_golden!("task_heartbeat", at(&server.url, &["task", "heartbeat", "t0ken"]));
    let failed = at(&server.url, &["task", "fail", "t0ken", "Declined", "no money", "--no-retry"]);
    assert!(failed.starts_with("exit 0"), "{failed}");
    let body = server.seen().pop().unwrap().2;
    assert_eq!(body, r#"{"error":{"name":"Declined","message":"no money","retryable":false}}"#);
}
