use serde_json::json;

use crate::server::Server;
use crate::transcript::{at, run};

#[test]
fn refusals_are_shown_with_what_to_do() {
    let missing = json!({"error": {"code": "ExecutionNotFound", "message": "there is no execution `o-9`", "hint": "did you mean `o-1`?"}});
    let over =
        json!({"error": {"code": "ExecutionIsOver", "message": "the execution `o-1` is over: it succeeded"}});
    let server = Server::new(&[
        ("GET /_eventual/api/executions/o-9", 404, missing),
        ("POST /_eventual/api/executions/o-1/cancel", 409, over),
        (
            "GET /_eventual/api/dead-letters",
            501,
            json!({"error": {"code": "NotSupported", "message": "this host does not do that", "hint": "look into SQS"}}),
        ),
        ("GET /_eventual/api/logs", 403, json!({"message": "Forbidden"})),
    ]);
    assert_golden!("not_found", at(&server.url, &["get", "o-9"]));
    assert_golden!("not_found_json", at(&server.url, &["get", "o-9", "--json"]));
    assert_golden!("conflict", at(&server.url, &["cancel", "o-1"]));
    assert_golden!("not_supported", at(&server.url, &["dlq", "list"]));
    assert_golden!("not_an_operator", at(&server.url, &["logs"]));
}

#[test]
fn json_that_is_none_is_shown_with_its_place() {
    let url = "http://127.0.0.1:1";
    assert_golden!("json_word", at(url, &["start", "fulfil", "o-1"]));
    assert_golden!("json_broken", at(url, &["invoke", "place_order", r#"{"sku": "book" "quantity": 2}"#]));
    assert_golden!("json_file", at(url, &["invoke", "place_order", "@/no/such/file.json"]));
}

#[test]
fn nobody_answers() {
    assert_golden!("nobody", at("http://127.0.0.1:1", &["list", "executions"]));
    assert_golden!("no_address", run(&["list", "executions", "--url", "localhost"]));
    let html = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", html.local_addr().unwrap());
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for stream in html.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 1_000]);
            let _ = stream.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-length: 13\r\nconnection: close\r\n\r\n<html></html>",
            );
        }
    });
    assert_golden!("something_else", at(&url, &["list", "workflows"]));
}
