//! Services on AWS, whose answers are played back.

use serde_json::json;

use crate::aws::aws;
use crate::server::Server;
use crate::transcript::{on_aws, run};

fn wants(server: &Server, arguments: &[&str]) -> String {
    on_aws(&server.url, &[arguments, &["--service", "orders"]].concat())
}

#[test]
fn a_deployed_service_is_found_and_asked_with_a_signature() {
    let server = aws(&[]);
    assert_golden!("deployed_services", on_aws(&server.url, &["list", "services", "--region", "eu-west-1"]));
    assert_golden!("deployed_get", wants(&server, &["get", "o-1"]));
    assert_golden!("deployed_start", wants(&server, &["start", "fulfil", "{}", "--name", "o-1"]));
    assert_golden!("deployed_invoke", wants(&server, &["invoke", "place_order", "{}"]));
}

#[test]
fn events_go_to_the_bus() {
    let server = aws(&[]);
    assert_golden!("deployed_emit", wants(&server, &["emit", "OrderShipped", r#"{"order_id":"o-1"}"#]));
    let body: serde_json::Value = serde_json::from_str(&server.seen().pop().unwrap().2).unwrap();
    assert_eq!(
        body["Entries"][0],
        json!({"EventBusName": "orders-bus", "Source": "orders", "DetailType": "OrderShipped", "Detail": r#"{"order_id":"o-1"}"#})
    );
    let full = json!({"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "try later"}]});
    let server = aws(&[("POST / awsevents.putevents", 200, full)]);
    assert_golden!("deployed_emit_refused", wants(&server, &["emit", "OrderShipped", "{}"]));
}

#[test]
fn dead_letters_are_read_from_the_queue_and_given_back() {
    let server = aws(&[]);
    assert_golden!("deployed_dlq_list", wants(&server, &["dlq", "list"]));
    let server = aws(&[]);
    assert_golden!("deployed_dlq_redrive", wants(&server, &["dlq", "redrive", "tell_customer"]));
    let seen = server.seen();
    let place = |what: &str| seen.iter().position(|it| it.1.contains(what)).unwrap();
    assert!(place("/invocations") < place("deletemessage"), "a letter is deleted once Lambda has the event");
    assert_eq!(
        seen[place("/invocations")].2,
        r#"{"detail":{"order_id":"o-1"},"detail-type":"OrderShipped","id":"e-1"}"#
    );
    assert_golden!("deployed_dlq_unknown", wants(&server, &["dlq", "redrive", "tell_custmer"]));
}

#[test]
fn an_event_that_fails_at_once_again_is_given_back_once() {
    let body = json!({"requestPayload": {"id": "e-1", "detail": {}}}).to_string();
    let always = json!({"Messages": [{"Body": body, "ReceiptHandle": "r-1"}]});
    let server = aws(&[
        ("POST / amazonsqs.receivemessage once", 200, always.clone()),
        ("POST / amazonsqs.receivemessage", 200, always),
    ]);
    let redriven = wants(&server, &["dlq", "redrive", "tell_customer"]);
    assert!(redriven.contains("Redrove 1 event to `tell_customer`"), "{redriven}");
    let seen = server.seen();
    let times = |what: &str| seen.iter().filter(|it| it.1.contains(what)).count();
    assert_eq!((times("/invocations"), times("deletemessage")), (1, 1));
    assert_eq!(times("changemessagevisibility"), 1, "who lists dead letters next finds it at once");
}

#[test]
fn a_subscription_behind_a_queue_gets_its_letters_back_through_it() {
    // Lambda is never given its events, and so knows nothing of what becomes of failures.
    let none = json!({"Type": "User", "Message": "The function doesn't have an EventInvokeConfig"});
    let variables =
        json!({"EVENTUAL_DEAD_LETTERS": "http://sqs/dead", "EVENTUAL_EVENTS_QUEUE": "http://sqs/events"});
    let queued = [
        ("GET /2019-09-25/functions/orders-tell/event-invoke-config?Qualifier=%24LATEST", 404, none),
        (
            "GET /2015-03-31/functions/orders-tell/configuration",
            200,
            json!({"Environment": {"Variables": variables}}),
        ),
    ];
    let listed = wants(&aws(&queued), &["dlq", "list"]);
    assert!(
        listed.contains("tell_customer: 1 dead letter") && listed.contains("the mail server is down"),
        "{listed}"
    );
    let server = aws(&queued);
    let redriven = wants(&server, &["dlq", "redrive", "tell_customer"]);
    assert!(redriven.contains("Redrove 1 event to `tell_customer`"), "{redriven}");
    let seen = server.seen();
    assert!(
        seen.iter().all(|it| !it.1.contains("/invocations")),
        "it takes batches of its queue, not events: {seen:?}"
    );
    let sent = seen.iter().find(|it| it.1.contains("sendmessage")).unwrap();
    let sent: serde_json::Value = serde_json::from_str(&sent.2).unwrap();
    assert_eq!(sent["QueueUrl"], "http://sqs/events");
    assert!(sent["MessageBody"].as_str().unwrap().contains(r#""order_id":"o-1""#), "{sent}");
}

#[test]
fn logs_come_from_the_groups_of_the_functions() {
    let server = aws(&[]);
    assert_golden!("deployed_logs", wants(&server, &["logs", "--handler", "charge"]));
    let body = server.seen().pop().unwrap().2;
    assert!(body.contains(r#""logGroupName":"/aws/lambda/orders-charge""#), "{body}");
}

#[test]
fn services_that_are_not_there_or_can_not_be_asked() {
    let missing = json!({"__type": "ParameterNotFound"});
    let server = aws(&[("POST / amazonssm.getparameter", 400, missing)]);
    assert_golden!("deployed_unknown", on_aws(&server.url, &["get", "x", "--service", "oders"]));
    let refused = json!({"message": "Missing Authentication Token"});
    let path = "GET /restapis/abc/prod/_user_request_/_eventual/api/executions/x";
    let server = aws(&[(path, 403, refused)]);
    assert_golden!("deployed_without_operator", wants(&server, &["get", "x"]));
    let denied = json!({"Message": "User: ann is not authorized to perform: execute-api:Invoke"});
    let server = aws(&[(path, 403, denied)]);
    assert_golden!("deployed_denied", wants(&server, &["get", "x"]));
}

#[test]
fn credentials_that_are_missing_or_old() {
    assert_golden!("no_region", run(&["get", "x", "--service", "orders"]));
    let text = run(&["get", "x", "--service", "orders", "--region", "eu-west-1"]);
    assert!(text.starts_with("exit 5") && text.contains("hint: sign in"), "{text}");
    let expired = json!({"__type": "ExpiredTokenException", "message": "The security token included in the request is expired"});
    let server = aws(&[("POST / amazonssm.getparameter", 400, expired)]);
    assert_golden!("credentials_expired", wants(&server, &["get", "x"]));
    assert_golden!("credentials_expired_json", wants(&server, &["get", "x", "--json"]));
}

#[test]
fn what_deploying_needs() {
    let text = run(&["deploy", "--assembly", "no/such/folder"]);
    assert!(text.starts_with("exit 5"), "{text}");
    let server = aws(&[]);
    assert_golden!("deploy_nothing", on_aws(&server.url, &["diff", "--assembly", "no/such/folder"]));
}
