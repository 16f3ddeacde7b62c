use std::time::Duration;

use eventual_runtime_client::{ClientError, Retry, ServiceClient, TransportError};
use eventual_runtime_client_fixtures_shop::Shop;
use eventual_runtime_client_fixtures_shop::orders::NewOrder;

use crate::support::{Played, URL, answer, wait};

const KEY: &str = "idempotency-key";

fn client(played: &Played) -> ServiceClient<Shop> {
    ServiceClient::builder(URL).transport(played.clone()).build()
}

fn order() -> NewOrder {
    NewOrder { sku: "hat".into(), quantity: 1 }
}

fn lost() -> Result<eventual_runtime_client::Response, TransportError> {
    Err(TransportError::lost("reset"))
}

#[test]
fn a_command_with_an_idempotent_method_is_repeated_after_growing_pauses() {
    let played = Played::new([answer(503, ""), lost(), answer(200, "\"hello\"")]);
    assert_eq!(wait(client(&played).hello("sam")).unwrap(), "hello");
    let pauses: Vec<u128> = played.pauses().iter().map(Duration::as_millis).collect();
    assert_eq!(pauses.len(), 2);
    assert!((100..=200).contains(&pauses[0]) && (200..=400).contains(&pauses[1]), "{pauses:?}");
    assert_eq!(played.headers(KEY), [None, None, None]);
}

#[test]
fn a_post_that_may_have_been_done_is_not_repeated() {
    for outcome in [answer(502, ""), lost(), Err(TransportError::TimedOut(30_000))] {
        let played = Played::new([outcome]);
        wait(client(&played).create_order(order())).unwrap_err();
        assert_eq!(played.requests().len(), 1);
    }
}

#[test]
fn a_post_that_was_not_done_is_repeated() {
    let refused = Err(TransportError::not_sent("connection refused"));
    let played = Played::new([refused, answer(429, ""), answer(201, "\"o-1\"")]);
    assert_eq!(wait(client(&played).create_order(order())).unwrap(), "o-1");
}

#[test]
fn a_call_with_a_key_is_repeated_under_the_same_key() {
    let played = Played::new([lost(), answer(504, ""), answer(201, "\"o-1\"")]);
    wait(client(&played).create_order(order()).idempotency_key("cart-17")).unwrap();
    assert_eq!(played.headers(KEY), [(); 3].map(|()| Some("cart-17".to_owned())));
}

#[test]
fn an_idempotent_call_has_a_key_of_its_own() {
    let played = Played::new([lost(), answer(201, "\"1\""), answer(201, "\"2\"")]);
    let client = ServiceClient::<Shop>::builder(URL).transport(played.clone()).idempotent().build();
    wait(client.create_order(order())).unwrap();
    wait(client.create_order(order())).unwrap();
    let keys: Vec<String> = played.headers(KEY).into_iter().map(Option::unwrap).collect();
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
    assert_eq!(keys[0].len(), 36);
}

#[test]
fn a_key_that_was_given_stays() {
    let played = Played::new([answer(201, "\"1\""), answer(201, "\"1\"")]);
    let client = ServiceClient::<Shop>::builder(URL).transport(played.clone()).idempotent().build();
    wait(client.create_order(order()).idempotency_key("cart-17")).unwrap();
    wait(client.create_order(order()).idempotency_key("cart-17").idempotent()).unwrap();
    assert_eq!(played.headers(KEY), [(); 2].map(|()| Some("cart-17".to_owned())));
}

#[test]
fn the_last_failure_is_the_error() {
    let played = Played::new([lost(), answer(503, ""), lost()]);
    let error = wait(client(&played).hello("sam")).unwrap_err();
    assert_eq!(error, ClientError::Transport(TransportError::lost("reset")));
    assert_eq!(error.to_string(), "the connection to the service was lost: reset");
    let played = Played::new([answer(503, "busy")]);
    let once = ServiceClient::<Shop>::builder(URL).transport(played.clone()).retry(Retry::never()).build();
    assert_eq!(
        wait(once.hello("sam")).unwrap_err().to_string(),
        "503 ServiceUnavailable: the answer is not the service's own: busy"
    );
    assert!(played.pauses().is_empty());
}

#[test]
fn an_answer_of_the_command_is_final() {
    for status in [400, 401, 404, 409, 500] {
        let played = Played::new([answer(status, "")]);
        assert_eq!(wait(client(&played).hello("sam")).unwrap_err().status(), Some(status));
    }
}
