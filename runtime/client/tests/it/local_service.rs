//! The client against the local service: a real server around the fixture's own handlers.

use std::time::Duration;

use eventual_runtime_client::{
    ClientError, HttpError, HttpTransport, Request, Response, ServiceClient, Transport,
};
use eventual_runtime_client_fixtures_shop::Shop;
use eventual_runtime_client_fixtures_shop::mapped::{Label, Search};
use eventual_runtime_client_fixtures_shop::orders::NewOrder;
use eventual_runtime_local::{Running, ServeOptions, Server};
use serde_json::{Value, json};

use crate::support::wait_on_tokio as wait;

/// A shop that answers, and its address.
struct Open {
    running: Option<Running>,
    url: String,
    _state: tempfile::TempDir,
}

impl Open {
    fn shop() -> Self {
        let state = tempfile::tempdir().unwrap();
        let options = ServeOptions { port: 0, ..ServeOptions::new(state.path()) };
        let running = Server::new().service::<Shop>("0.1.0", None).start(&options, |_| {}).unwrap();
        let url = running.serving().services[0].url.clone();
        Self { running: Some(running), url, _state: state }
    }

    fn client(&self) -> ServiceClient<Shop> {
        ServiceClient::builder(&*self.url).bearer("ann").build()
    }

    /// A call of a route, as from another language.
    fn rest(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> (u16, Value) {
        let mut request = http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let answer = send(request.body(body).unwrap());
        (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
    }
}

fn send(request: Request) -> Response {
    let transport = HttpTransport::new();
    wait(async { transport.send(request, Duration::from_secs(30)).await }).unwrap()
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
        }
    }
}

#[test]
fn a_get_takes_path_query_and_header_and_the_client_need_not_know() {
    let open = Open::shop();
    let search = Search { shelf: "a/b ü?".into(), limit: Some(3), trace: Some("t-1".into()) };
    let called = wait(async { open.client().search(search.clone()).await });
    assert_eq!(called, Ok(search.clone()));
    let path = "/shelves/a%2Fb%20%C3%BC%3F?max=3";
    let (status, body) = open.rest("GET", path, &[("x-trace-id", "t-1")], &Value::Null);
    assert_eq!((status, body), (200, serde_json::to_value(search).unwrap()));
    let least = Search { shelf: "a".into(), limit: None, trace: None };
    assert_eq!(wait(async { open.client().search(least.clone()).await }), Ok(least.clone()));
    let (_, body) = open.rest("GET", "/shelves/a", &[], &Value::Null);
    assert_eq!(body, serde_json::to_value(least).unwrap());
}

#[test]
fn a_post_takes_all_parts_and_the_client_need_not_know() {
    let open = Open::shop();
    let label = Label {
        shelf: "a".into(),
        position: 7,
        dry_run: true,
        trace: Some("t-1".into()),
        text: "fra\"gile".into(),
        tags: vec!["x".into(), "y".into()],
    };
    let called = wait(async { open.client().label(label.clone()).await });
    assert_eq!(called, Ok(label.clone()));
    let (status, body) = open.rest(
        "POST",
        "/shelves/a/labels/7?dry-run=true",
        &[("x-trace-id", "t-1"), ("content-type", "application/json")],
        &json!({ "note": "fra\"gile", "tags": ["x", "y"] }),
    );
    assert_eq!((status, body), (200, serde_json::to_value(label).unwrap()));
}

#[test]
fn errors_of_the_service_are_typed() {
    let open = Open::shop();
    let client = open.client();
    let error = wait(async { client.create_order(NewOrder { sku: "gone".into(), quantity: 1 }).await });
    assert_eq!(error, Err(ClientError::Http(HttpError::conflict("sold out").with_data("gone"))));
    let error = wait(async { client.create_order(NewOrder { sku: String::new(), quantity: 0 }).await });
    let error = error.unwrap_err();
    assert_eq!(error.http().map(|it| (it.status, it.code.as_str())), Some((400, HttpError::INVALID_INPUT)));
    assert!(error.to_string().contains("`sku`"), "{error}");
}

#[test]
fn an_address_that_is_not_the_services_own_reads_as_such() {
    let open = Open::shop();
    let client = ServiceClient::<Shop>::new(format!("{}/v2", open.url));
    let error = wait(async { client.hello("sam").await }).unwrap_err();
    assert_eq!(error.to_string(), "404 NotFound: no handler for `POST /v2/rpc/hello`");
}
