//! The real transport against a server of a few lines on this machine.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use eventual_runtime_client::{ClientError, Retry, ServiceClient, TransportError};
use eventual_runtime_client_fixtures_shop::Shop;

/// Answers one request per text, and gives what it read.
fn serve(answers: Vec<&'static str>) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/prod", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut text, mut bytes) = (String::new(), [0; 4096]);
            while !text.ends_with("\"sam\"}") {
                let count = stream.read(&mut bytes).unwrap();
                text.push_str(std::str::from_utf8(&bytes[..count]).unwrap());
            }
            stream.write_all(answer.as_bytes()).unwrap();
            requests.push(text);
        }
        requests
    });
    (url, server)
}

fn wait<T>(call: impl IntoFuture<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(call.into_future())
}

#[test]
fn a_call_travels_over_http_and_is_repeated() {
    let (url, server) = serve(vec![
        "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nretry-after: 0\r\nconnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\n\"hello\"",
    ]);
    let client = ServiceClient::<Shop>::builder(url).api_key("k-1").build();
    assert_eq!(wait(async { client.hello("sam").await }).unwrap(), "hello");
    for request in server.join().unwrap() {
        assert!(request.starts_with("POST /prod/rpc/hello HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("x-api-key: k-1\r\n"), "{request}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let (url, server) = serve(vec![
        "HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
    ]);
    let client = ServiceClient::<Shop>::new(url);
    assert_eq!(wait(async { client.hello("sam").await }).unwrap_err().status(), Some(302));
    assert_eq!(server.join().unwrap().len(), 1);
}

#[test]
fn a_port_where_nobody_listens_is_certainly_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let client = ServiceClient::<Shop>::builder(url).retry(Retry::never()).build();
    let error = wait(async { client.hello("sam").await }).unwrap_err();
    assert!(matches!(&error, ClientError::Transport(TransportError::NotSent(_))), "{error:?}");
    assert!(error.to_string().starts_with("the service can not be reached: "), "{error}");
    assert!(error.to_string().to_lowercase().contains("refused"), "{error}");
}

#[test]
fn a_service_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let client =
        ServiceClient::<Shop>::builder(url).retry(Retry::never()).timeout(Duration::from_millis(50)).build();
    let error = wait(async { client.hello("sam").await }).unwrap_err();
    assert_eq!(error, ClientError::Transport(TransportError::TimedOut(50)));
    assert_eq!(error.to_string(), "the service did not answer in time (50 ms)");
    drop(listener);
}
