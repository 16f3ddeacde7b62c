use serde_json::json;

use crate::server::Server;
use crate::transcript::at;

#[test]
fn a_service_says_what_it_has() {
    let server = Server::new(&[]);
    assert_golden!("list_services", at(&server.url, &["list", "services"]));
    assert_golden!("list_services_json", at(&server.url, &["list", "services", "--json"]));
    assert_golden!("list_handlers", at(&server.url, &["list", "handlers"]));
    assert_golden!("list_workflows", at(&server.url, &["list", "workflows"]));
}

#[test]
fn commands_are_called_by_name() {
    let server = Server::new(&[]);
    assert_golden!(
        "invoke",
        at(&server.url, &["invoke", "place_order", r#"{"sku":"book"}"#, "-H", "x-customer: ann"])
    );
    assert_eq!(server.seen().pop().unwrap().2, r#"{"sku":"book"}"#);
    assert_golden!("invoke_without_answer", at(&server.url, &["invoke", "forget"]));
    assert_golden!("invoke_unknown", at(&server.url, &["invoke", "place_oder"]));
    assert_golden!(
        "invoke_bad_header",
        at(&server.url, &["invoke", "place_order", "-H", "authorization secret"])
    );
}

#[test]
fn a_command_that_refuses_says_which_fields() {
    let refused = json!({"status": 400, "code": "InvalidInput", "message": "the input is not as it must be", "data": {"errors": [
        {"field": "quantity", "message": "lower than 1"}, {"field": "sku", "message": "length is lower than 1"}
    ]}});
    let server = Server::new(&[("POST /rpc/place_order", 400, refused)]);
    assert_golden!("invoke_refused", at(&server.url, &["invoke", "place_order", "{}"]));
    assert_golden!("invoke_refused_json", at(&server.url, &["invoke", "place_order", "{}", "--json"]));
}

#[test]
fn events_and_dead_letters() {
    let server = Server::new(&[]);
    assert_golden!("emit", at(&server.url, &["emit", "OrderShipped", r#"{"order_id":"o-1"}"#]));
    assert_golden!("dlq_list", at(&server.url, &["dlq", "list"]));
    assert_golden!("dlq_list_one_json", at(&server.url, &["dlq", "list", "count_order", "--json"]));
    assert_golden!("dlq_list_unknown", at(&server.url, &["dlq", "list", "tell_customers"]));
    assert_golden!("dlq_redrive", at(&server.url, &["dlq", "redrive", "tell_customer"]));
}

#[test]
fn logs_are_shown_by_line() {
    let server = Server::new(&[]);
    assert_golden!("logs", at(&server.url, &["logs"]));
    assert_golden!(
        "logs_of_one_handler_json",
        at(&server.url, &["logs", "o-1", "--handler", "ship", "--json"])
    );
}
