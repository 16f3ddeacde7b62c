//! AWS in memory: connections are pipes of the test's own runtime, so a paused clock stands in for waiting.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use super::config::Client;
use super::connection::Stream;

/// Gives the response to the nth request (from 0) as it goes over the wire; `""` breaks the connection.
type Script = dyn Fn(usize) -> String + Send + Sync;

#[derive(Clone)]
pub(super) struct Fake {
    script: Arc<Script>,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// A request as AWS would receive it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// `POST /path?query`
    pub(super) fn line(&self) -> &str {
        self.head.split(" HTTP/1.1").next().unwrap()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": "))
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// A client whose every connection leads to this script.
pub(super) fn client(script: impl Fn(usize) -> String + Send + Sync + 'static) -> Client {
    let mut client = Client::from_environment(|name| {
        let value = match name {
            "AWS_REGION" => "eu-west-1",
            "AWS_ACCESS_KEY_ID" => "AKID",
            "AWS_SECRET_ACCESS_KEY" => "SECRET",
            "AWS_SESSION_TOKEN" => "TOKEN",
            _ => return None,
        };
        Some(value.to_owned())
    })
    .unwrap();
    client.fake = Some(Fake { script: Arc::new(script), requests: Arc::default() });
    client
}

pub(super) fn success(body: Value) -> String {
    response(200, &[], &body.to_string())
}

pub(super) fn refusal(status: u16, body: Value) -> String {
    response(status, &[], &body.to_string())
}

pub(super) fn response(status: u16, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("HTTP/1.1 {status} Status\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

impl Client {
    /// What AWS received so far.
    pub(super) fn requests(&self) -> Vec<Request> {
        self.fake.as_ref().unwrap().requests.lock().unwrap().clone()
    }

    pub(super) fn connect_fake(&self) -> Pin<Box<dyn Stream>> {
        let (near, far) = duplex(1024 * 1024);
        tokio::spawn(serve(self.fake.clone().unwrap(), far));
        Box::pin(near)
    }
}

async fn serve(fake: Fake, mut stream: DuplexStream) {
    while let Some(request) = read_request(&mut stream).await {
        let count = {
            let mut requests = fake.requests.lock().unwrap();
            requests.push(request);
            requests.len() - 1
        };
        let answer = (fake.script)(count);
        if answer.is_empty() || stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read_request(stream: &mut DuplexStream) -> Option<Request> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let request = Request { head, body: bytes[end + 4..].to_vec() };
            let length: usize = request.header("content-length").unwrap().parse().unwrap();
            if request.body.len() == length {
                return Some(request);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
