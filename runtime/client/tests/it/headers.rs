use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use eventual_runtime_client::{BoxFuture, Request, ServiceClient, Sign, TransportError};
use eventual_runtime_client_fixtures_shop::Shop;

use crate::support::{Played, URL, answer, wait};

const GREETING: &str = "\"hello sam\"";

#[test]
fn headers_of_the_client_are_on_every_call_and_a_call_may_replace_them() {
    let played = Played::new([answer(200, GREETING), answer(200, GREETING)]);
    let client = ServiceClient::<Shop>::builder(URL)
        .transport(played.clone())
        .bearer("t-1")
        .api_key("k-1")
        .header("x-tenant", "a")
        .build();
    wait(client.hello("sam")).unwrap();
    wait(client.hello("sam").header("x-tenant", "b")).unwrap();
    let header = |name| played.headers(name).into_iter().map(Option::unwrap).collect::<Vec<_>>();
    assert_eq!(header("authorization"), ["Bearer t-1", "Bearer t-1"]);
    assert_eq!(header("x-api-key"), ["k-1", "k-1"]);
    assert_eq!(header("x-tenant"), ["a", "b"]);
}

#[test]
fn a_timeout_is_that_of_the_call_or_else_of_the_client() {
    let played = Played::new([answer(200, GREETING), answer(200, GREETING)]);
    let client =
        ServiceClient::<Shop>::builder(URL).transport(played.clone()).timeout(Duration::from_secs(5)).build();
    wait(client.hello("sam")).unwrap();
    wait(client.hello("sam").timeout(Duration::from_secs(1))).unwrap();
    let timeouts: Vec<u64> = played.requests().iter().map(|it| it.1.as_secs()).collect();
    assert_eq!(timeouts, [5, 1]);
}

/// A token that is good for one request.
#[derive(Default)]
struct OneTime(AtomicUsize);

impl Sign for OneTime {
    fn sign<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<(), TransportError>> {
        let number = self.0.fetch_add(1, Ordering::Relaxed);
        request.headers_mut().insert("x-token", number.into());
        Box::pin(async { Ok(()) })
    }
}

#[test]
fn each_attempt_is_signed_anew() {
    let played = Played::new([answer(429, ""), answer(200, GREETING)]);
    let client =
        ServiceClient::<Shop>::builder(URL).transport(played.clone()).sign(OneTime::default()).build();
    wait(client.hello("sam")).unwrap();
    assert_eq!(played.headers("x-token"), [Some("0".to_owned()), Some("1".to_owned())]);
}
