use std::collections::BTreeMap;

use eventual_runtime_client::{ClientError, CommandCall, ServiceClient};
use eventual_runtime_client_fixtures_shop::Shop;
use eventual_runtime_client_fixtures_shop::orders::NewOrder;
use serde_json::json;

use crate::support::{Played, URL, answer, shop, wait};

#[test]
fn text_is_given_as_it_comes() {
    let greeting: Result<String, ClientError> = wait(shop().hello("sam"));
    assert_eq!(greeting.unwrap(), "hello sam, of 10 letters");
    assert!(wait(shop().hello(String::from("sam"))).is_ok());
}

#[test]
fn the_value_of_a_result_and_of_a_reply_is_what_a_call_gives() {
    let client =
        ServiceClient::<Shop>::builder(URL).transport(crate::support::InProcess).bearer("t-1").build();
    let call: CommandCall<String> = client.create_order(NewOrder { sku: "hat".into(), quantity: 2 });
    assert_eq!(wait(call).unwrap(), "2 x hat for Bearer t-1");
}

#[test]
fn several_inputs_travel_by_name_and_an_absent_one_too() {
    assert_eq!(wait(shop().add_up(1, 2, None)).unwrap(), "sum: 3 by add_up");
    assert_eq!(wait(shop().add_up(1, 2, Some("all".to_owned()))).unwrap(), "all: 3 by add_up");
}

#[test]
fn methods_are_called_as_the_commands_are() {
    assert_eq!(wait(shop().which_one()).unwrap(), 1);
    assert_eq!(wait(shop().r#match()).unwrap(), 2);
}

#[test]
fn nothing_and_maybe_nothing_come_back() {
    let nothing: () = wait(shop().ping()).unwrap();
    assert_eq!(nothing, ());
    assert_eq!(wait(shop().timeout(0)).unwrap(), None);
    assert_eq!(wait(shop().timeout(3)).unwrap(), Some(3));
}

#[test]
fn maps_and_untyped_answers_travel() {
    let words = BTreeMap::from([("a".to_owned(), 2), ("b".to_owned(), 3)]);
    assert_eq!(wait(shop().count(words)).unwrap(), json!(5));
}

#[test]
fn a_reply_has_status_and_headers() {
    let played = Played::new([Ok(http::Response::builder()
        .status(201)
        .header("location", "/orders/1")
        .body(b"\"o-1\"".to_vec())
        .unwrap())]);
    let client = ServiceClient::<Shop>::builder(URL).transport(played).build();
    let reply = wait(client.create_order(NewOrder { sku: "hat".into(), quantity: 2 }).reply()).unwrap();
    assert_eq!((reply.value.as_str(), reply.status.as_u16()), ("o-1", 201));
    assert_eq!(reply.headers["location"], "/orders/1");
}

#[test]
fn a_call_is_a_post_of_json_to_the_wire_name() {
    let played = Played::new([answer(200, "\"3\""), answer(204, "")]);
    let client =
        ServiceClient::<Shop>::builder("https://shop.example/prod/").transport(played.clone()).build();
    wait(client.add_up(1, 2, None)).unwrap();
    wait(client.ping()).unwrap();
    let requests = played.requests();
    let (add, ping) = (&requests[0].0, &requests[1].0);
    assert_eq!((add.method().as_str(), add.uri().to_string()), ("POST", format!("{URL}/rpc/add_up")));
    let body: serde_json::Value = serde_json::from_slice(add.body()).unwrap();
    assert_eq!(body, json!({ "left": 1, "right": 2, "label": null }));
    assert_eq!(add.headers()["content-type"], "application/json");
    assert!(ping.body().is_empty() && !ping.headers().contains_key("content-type"));
}

#[test]
fn nothing_is_sent_before_a_call_is_awaited() {
    let played = Played::new([]);
    let client = ServiceClient::<Shop>::builder(URL).transport(played.clone()).build();
    drop(client.hello("sam"));
    assert!(played.requests().is_empty());
}

#[test]
fn clients_are_cloned_and_calls_sent_to_other_threads() {
    fn sendable<T: Send + 'static>(value: T) -> T {
        value
    }
    let client = sendable(shop().clone());
    let future = sendable(client.hello("sam").into_future());
    assert!(futures::executor::block_on(future).is_ok());
}
