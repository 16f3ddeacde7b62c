use serde_json::json;

use crate::server::Server;
use crate::transcript::at;

#[test]
fn a_service_says_what_it_has() {
    let server = Server::new(&[]);
    insta::assert_snapshot!("list_services", at(&server.url, &["list", "services"]));
    insta::assert_snapshot!("list_services_json", at(&server.url, &["list", "services", "--json"]));
    insta::assert_snapshot!("list_handlers", at(&server.url, &["list", "handlers"]));
    insta::assert_snapshot!("list_workflows", at(&server.url, &["list", "workflows"]));
}

#[test]
fn commands_are_called_by_name() {
    let server = Server::new(&[]);
    insta::assert_snapshot!(
        "invoke",
        at(&server.url, &["invoke", "place_order", r#"{"sku":"book"}"#, "-H", "x-customer: ann"])
    );
    assert_eq!(server.seen().pop().unwrap().2, r#"{"sku":"book"}"#);
    insta::assert_snapshot!("invoke_without_answer", at(&server.url, &["invoke", "forget"]));
    insta::assert_snapshot!("invoke_unknown", at(&server.url, &["invoke", "place_oder"]));
    insta::assert_snapshot!(
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
    insta::assert_snapshot!("invoke_refused", at(&server.url, &["invoke", "place_order", "{}"]));
    insta::assert_snapshot!(
        "invoke_refused_json",
        at(&server.url, &["invoke", "place_order", "{}", "--json"])
    );
}

#[test]
fn events_and_dead_letters() {
    let server = Server::new(&[]);
    insta::assert_snapshot!("emit", at(&server.url, &["emit", "OrderShipped", r#"{"order_id":"o-1"}"#]));
    insta::assert_snapshot!("dlq_list", at(&server.url, &["dlq", "list"]));
    insta::assert_snapshot!("dlq_list_one_json", at(&server.url, &["dlq", "list", "count_order", "--json"]));
    insta::assert_snapshot!("dlq_list_unknown", at(&server.url, &["dlq", "list", "tell_customers"]));
    insta::assert_snapshot!("dlq_redrive", at(&server.url, &["dlq", "redrive", "tell_customer"]));
}

#[test]
fn logs_are_shown_by_line() {
    let server = Server::new(&[]);
    insta::assert_snapshot!("logs", at(&server.url, &["logs"]));
    insta::assert_snapshot!(
        "logs_of_one_handler_json",
        at(&server.url, &["logs", "o-1", "--handler", "ship", "--json"])
    );
}
