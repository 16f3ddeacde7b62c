//! The real transport against a scripted server: what travels, and how each failure reads.

use std::net::TcpListener;
use std::time::Duration;

use eventual_runtime_client::{ClientError, HttpError, HttpTransport, Retry, ServiceClient, TransportError};
use eventual_runtime_client_fixtures_shop::Shop;
use eventual_runtime_client_fixtures_shop::orders::NewOrder;
use serde_json::json;

use crate::server::{Act, Server};
use crate::support::{Waking, wait_on_tokio as wait};

/// Attempts without the pauses that tests need not wait for.
const QUICK: Retry =
    Retry { attempts: 3, first: Duration::from_millis(1), longest: Duration::from_millis(1) };
const KEY: &str = "idempotency-key";

fn client(url: impl Into<String>) -> ServiceClient<Shop> {
    ServiceClient::builder(url).retry(QUICK).build()
}

fn order() -> NewOrder {
    NewOrder { sku: "hat".into(), quantity: 2 }
}

/// What a call of `hello` against this server fails with.
fn error(act: Act) -> ClientError {
    let server = Server::start([act]);
    let client = ServiceClient::<Shop>::builder(server.url()).retry(Retry::never()).build();
    wait(async { client.hello("sam").await }).unwrap_err()
}

#[test]
fn a_call_is_a_post_of_json_below_the_stage() {
    let server = Server::start([Act::json(201, "\"o-1\""), Act::answers(204, &[], "")]);
    let client = ServiceClient::<Shop>::builder(server.url()).api_key("k-1").build();
    assert_eq!(wait(async { client.create_order(order()).await }), Ok("o-1".to_owned()));
    assert_eq!(wait(async { client.ping().await }), Ok(()));
    let received = server.received();
    assert_eq!(received[0].line(), "POST /prod/rpc/create_order");
    assert_eq!(received[0].header("content-type"), Some("application/json"));
    assert_eq!(received[0].header("x-api-key"), Some("k-1"));
    let body: serde_json::Value = serde_json::from_str(&received[0].body).unwrap();
    assert_eq!(body, json!({ "sku": "hat", "quantity": 2 }));
    assert_eq!((received[1].line(), received[1].body.as_str()), ("POST /prod/rpc/ping", ""));
    assert_eq!(received[1].header("content-type"), None);
}

#[test]
fn a_busy_service_is_asked_again_under_the_same_key() {
    let busy = || Act::answers(503, &[], "");
    let server = Server::start([busy(), busy(), Act::json(201, "\"o-1\"")]);
    let client = client(server.url());
    assert_eq!(wait(async { client.create_order(order()).idempotent().await }), Ok("o-1".to_owned()));
    let received = server.received();
    assert_eq!(received.len(), 3);
    let key = received[0].header(KEY).unwrap();
    assert_eq!(key.len(), 36);
    assert!(received.iter().all(|it| it.header(KEY) == Some(key) && it.body == received[0].body));
}

#[test]
fn a_busy_service_says_when_to_come_back() {
    let server = Server::start([Act::answers(503, &[("retry-after", "0")], ""), Act::json(200, "\"hello\"")]);
    // A pause of the client's own would outlive the test.
    let day = Duration::from_secs(86_400);
    let retry = Retry { attempts: 2, first: day, longest: day };
    let client = ServiceClient::<Shop>::builder(server.url()).retry(retry).build();
    assert_eq!(wait(async { client.hello("sam").await }), Ok("hello".to_owned()));
}

#[test]
fn a_post_without_a_key_is_sent_once() {
    let server = Server::start([Act::answers(503, &[], "busy")]);
    let client = client(server.url());
    let error = wait(async { client.create_order(order()).await }).unwrap_err();
    assert_eq!(error.to_string(), "503 ServiceUnavailable: the answer is not the service's own: busy");
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_service_that_starts_late_is_reached_under_the_same_key() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    // The first attempt finds no server; the pause after it is when the service starts.
    let waking = Waking::new(HttpTransport::new(), move || {
        Server::start_on(TcpListener::bind(address).unwrap(), [Act::json(201, "\"o-1\"")])
    });
    let client = ServiceClient::<Shop>::builder(format!("http://{address}"))
        .transport(waking.clone())
        .retry(QUICK)
        .build();
    let call = async { client.create_order(order()).idempotency_key("cart-17").await };
    assert_eq!(wait(call), Ok("o-1".to_owned()));
    let received = waking.woken().received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].header(KEY), Some("cart-17"));
}

#[test]
fn an_error_of_the_command_comes_back_whole_and_is_final() {
    for status in [400, 401, 403, 404, 409, 422] {
        let said = HttpError::new(status, "SoldOut", "nothing is left").with_data("hat");
        let body = String::from_utf8(said.to_response().into_body()).unwrap();
        let server = Server::start([Act::json(status, &body)]);
        let client = client(server.url());
        let error = wait(async { client.create_order(order()).idempotent().await }).unwrap_err();
        assert_eq!(error, ClientError::Http(said));
        assert_eq!(error.to_string(), format!("{status} SoldOut: nothing is left"));
        assert_eq!(server.received().len(), 1, "{status}");
    }
}

#[test]
fn an_answer_that_is_no_json_says_what_came() {
    assert_eq!(
        error(Act::answers(502, &[("content-type", "text/html")], "<h1>Bad\nGateway</h1>")).to_string(),
        "502 BadGateway: the answer is not the service's own: <h1>Bad Gateway</h1>"
    );
    assert_eq!(
        error(Act::answers(200, &[("content-type", "text/html")], "<h1>Sign in</h1>")).to_string(),
        "the answer of `hello` cannot be read as `alloc::string::String`: expected value at line 1 column 1; are \
         client and service of the same version?"
    );
    assert_eq!(
        error(Act::answers(302, &[("location", "/elsewhere")], "")).to_string(),
        "302 Found: the answer is not the service's own, and says no more"
    );
}

#[test]
fn a_connection_that_breaks_is_told_as_lost() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n\"hel";
    for act in
        [Act::Sends(String::new()), Act::Sends(cut.to_owned()), Act::Sends("SMTP ready\r\n".to_owned())]
    {
        let error = error(act.clone());
        assert!(matches!(&error, ClientError::Transport(TransportError::Lost(_))), "{act:?}: {error:?}");
        let text = error.to_string();
        assert!(text.starts_with("the connection to the service was lost: "), "{act:?}: {text}");
        assert!(text.len() > "the connection to the service was lost: ".len(), "{act:?}: no reason");
    }
}

#[test]
fn a_call_that_may_happen_twice_outlives_a_lost_connection_and_another_does_not() {
    let lost = || Act::Sends(String::new());
    let server = Server::start([lost(), Act::json(200, "\"hello\""), lost()]);
    let client = client(server.url());
    assert_eq!(wait(async { client.hello("sam").await }), Ok("hello".to_owned()));
    wait(async { client.create_order(order()).await }).unwrap_err();
    assert_eq!(server.received().len(), 3);
}

#[test]
fn a_service_that_says_nothing_or_stops_in_the_middle_is_given_up() {
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n\"hel";
    for begun in ["", half] {
        let server = Server::start([Act::StaysAfter(begun.to_owned())]);
        let client = ServiceClient::<Shop>::builder(server.url())
            .retry(Retry::never())
            .timeout(Duration::from_millis(50))
            .build();
        let error = wait(async { client.hello("sam").await }).unwrap_err();
        assert_eq!(error, ClientError::Transport(TransportError::TimedOut(50)), "{begun:?}");
        assert_eq!(error.to_string(), "the service did not answer in time (50 ms)");
    }
}

#[test]
fn each_attempt_has_a_time_of_its_own() {
    let silent = || Act::StaysAfter(String::new());
    let server = Server::start([silent(), Act::json(200, "\"hello\"")]);
    let client = client(server.url());
    // Long enough for the second attempt on a busy machine.
    let call = async { client.hello("sam").timeout(Duration::from_secs(2)).await };
    assert_eq!(wait(call), Ok("hello".to_owned()));
    assert_eq!(server.received().len(), 2);
}

#[test]
fn a_redirect_is_not_followed() {
    let server = Server::start([Act::answers(302, &[("location", "/elsewhere")], "")]);
    let client = client(server.url());
    assert_eq!(wait(async { client.hello("sam").await }).unwrap_err().status(), Some(302));
    assert_eq!(server.received().len(), 1);
}

#[test]
fn a_place_where_no_service_is_reads_as_such() {
    let text = |url: &str| {
        let error = wait(async { client(url).hello("sam").await }).unwrap_err();
        if !matches!(error, ClientError::Request(_)) {
            assert!(matches!(&error, ClientError::Transport(TransportError::NotSent(_))), "{error:?}");
        }
        error.to_string()
    };
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let refused = text(&closed);
    assert!(refused.starts_with("the service cannot be reached: "), "{refused}");
    assert!(refused.to_lowercase().contains("refused"), "{refused}");
    // Plain HTTP where TLS was asked for.
    let server = Server::start([Act::Sends("HTTP/1.1 400 Bad Request\r\n\r\n".to_owned())]);
    let no_tls = text(&server.url().replace("http:", "https:"));
    assert!(no_tls.starts_with("the service cannot be reached: "), "{no_tls}");
    for wrong in ["localhost:9000", "http://", "https://shop.example/?stage=prod"] {
        assert_eq!(
            text(wrong),
            format!(
                "`{wrong}` is not the address of a service; write `https://host` or `https://host/stage`"
            )
        );
    }
}
