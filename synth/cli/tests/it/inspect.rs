//! The inspector's pages for a service on AWS, whose answers are played back.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::aws::aws;
use crate::server::Server;
use crate::transcript::{at, for_aws, on_aws};

/// The tool while it serves the pages.
pub(crate) struct Pages {
    tool: Child,
    /// Host and port.
    address: String,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Pages {
    fn of(server: &Server, arguments: &[&str]) -> Self {
        let arguments = [&["inspect", "--service", "orders", "--port", "0"], arguments].concat();
        Self::by(&mut for_aws(&server.url, &arguments))
    }

    /// Those that this command serves.
    pub(crate) fn by(tool: &mut Command) -> Self {
        let mut tool = tool.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(tool.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("http://").and_then(|it| it.strip_suffix("/_eventual"));
        Self { address: address.unwrap_or_else(|| panic!("no address: {line}")).to_owned(), tool }
    }

    /// With no headers but these.
    fn bare(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        write!(
            stream,
            "{line} HTTP/1.1\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// As its own pages ask.
    pub(crate) fn ask(&self, line: &str, body: &str) -> Answer {
        let origin = format!("http://{}", self.address);
        let headers =
            [("host", self.address.as_str()), ("origin", &origin), ("sec-fetch-site", "same-origin")];
        self.bare(
            line,
            &[&headers[..], &[("content-type", "application/json"), ("cookie", "secret=1")]].concat(),
            body,
        )
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ = self.tool.kill();
        let _ = self.tool.wait();
    }
}

#[test]
fn pages_are_served_and_what_they_ask_is_answered_by_the_service() {
    let server = aws(&[]);
    let pages = Pages::of(&server, &[]);
    let first = pages.ask("GET /_eventual", "");
    assert!(first.status == 200 && first.body.contains("<html"), "{}", first.body);
    assert!(first.head.contains("content-security-policy: default-src 'self'"), "{}", first.head);
    assert_eq!(pages.ask("GET /_eventual/static/app.js", "").status, 200);
    assert_eq!(pages.ask("GET /orders", "").status, 404);

    assert_eq!(pages.ask("GET /_eventual/api/service", "").json()["name"], "orders");
    assert_eq!(pages.ask("GET /_eventual/api/executions/o-1", "").json()["id"], "o-1");
    let sent =
        pages.ask("POST /_eventual/api/executions/o-2/signals", r#"{"name":"Cancelled","payload":null}"#);
    assert_eq!(sent.json()["id"], "s-1");
    let seen = server.seen().pop().unwrap();
    assert_eq!(seen.1, "/restapis/abc/prod/_user_request_/_eventual/api/executions/o-2/signals");
    assert_eq!(seen.2, r#"{"name":"Cancelled","payload":null}"#);
    let missing = pages.ask("GET /_eventual/api/executions/nobody", "");
    assert_eq!((missing.status, &missing.json()["error"]["code"]), (404, &json!("RouteNotFound")));
    assert_eq!(pages.ask("DELETE /_eventual/api/executions/o-1", "").status, 405);

    let invoked = pages.ask("POST /rpc/place_order", r#"{"sku":"book"}"#);
    assert_eq!(invoked.status, 200);
    assert!(invoked.head.contains("sandbox") && invoked.head.contains("nosniff"), "{}", invoked.head);
    assert_eq!(server.seen().pop().unwrap().2, r#"{"sku":"book"}"#);
}

#[test]
fn dead_letters_and_logs_come_from_where_aws_has_them() {
    let server = aws(&[]);
    let pages = Pages::of(&server, &[]);
    let letters = pages.ask("GET /_eventual/api/dead-letters", "").json();
    assert_eq!(letters["queues"][0]["letters"][0]["reason"], "Error: the mail server is down");
    let asked = server.seen().len();
    assert_eq!(pages.ask("GET /_eventual/api/dead-letters", "").json(), letters);
    assert_eq!(server.seen().len(), asked, "queues are not asked each time that a page asks");
    let none = pages.ask("POST /_eventual/api/dead-letters/tell_customer/redrive", "{}").json();
    assert_eq!(none, json!({ "redriven": 0 }));
    let emptied = pages.ask("GET /_eventual/api/dead-letters", "").json();
    assert_eq!(emptied["queues"][0]["letters"], json!([]), "after a redrive they are asked again");
    let unknown = pages.ask("POST /_eventual/api/dead-letters/tell_custmer/redrive", "{}");
    assert_eq!(
        (unknown.status, &unknown.json()["error"]["hint"]),
        (404, &json!("did you mean `tell_customer`?"))
    );

    let log = pages.ask("GET /_eventual/api/logs", "").json();
    assert_eq!((&log["lines"][0]["message"], &log["after"]), (&json!("no money"), &json!(1)));
    assert_eq!(pages.ask("GET /_eventual/api/logs?after=1", "").json(), json!({ "lines": [], "after": 1 }));
    assert_eq!(pages.ask("GET /_eventual/api/logs?after=x", "").status, 400);
    let of_one = pages.ask("GET /_eventual/api/executions/o-1/logs", "").json();
    assert_eq!(of_one["lines"][0]["execution"], "o-1");
    let body: Value = serde_json::from_str(&server.seen().pop().unwrap().2).unwrap();
    let began = crate::server::BEGINNING - 60_000;
    assert_eq!(
        (&body["filterPattern"], &body["startTime"]),
        (&json!("\"o-1\""), &json!(began)),
        "since it began"
    );
    assert_eq!(pages.ask("GET /_eventual/api/executions/nobody/logs", "").status, 404);
}

#[test]
fn strangers_are_refused_and_nothing_of_theirs_reaches_aws() {
    let server = aws(&[]);
    let pages = Pages::of(&server, &[]);
    let before = server.seen().len();
    let own = pages.address.clone();
    let evil = format!("evil.example:{}", own.rsplit_once(':').unwrap().1);
    let line = "POST /_eventual/api/executions/o-2/cancel";
    for headers in [
        vec![("host", evil.as_str())],
        vec![("host", own.as_str()), ("origin", "http://evil.example")],
        vec![("host", own.as_str()), ("origin", "null")],
        vec![("host", own.as_str()), ("sec-fetch-site", "cross-site")],
    ] {
        let refused = pages.bare(line, &headers, "{}");
        assert_eq!(
            (refused.status, &refused.json()["error"]["code"]),
            (403, &json!("Foreign")),
            "{headers:?}"
        );
        let read = pages.bare("GET /_eventual/api/executions", &headers, "");
        assert_eq!(read.status, 403, "{headers:?}");
        let invoked = pages.bare("POST /rpc/place_order", &headers, "{}");
        assert_eq!(invoked.status, 403, "{headers:?}");
    }
    assert_eq!(server.seen().len(), before);
}

#[test]
fn an_interrupt_ends_it_well() {
    let server = aws(&[]);
    let mut pages = Pages::of(&server, &[]);
    let kill = Command::new("kill").args(["-INT", &pages.tool.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_eq!(pages.tool.wait().unwrap().code(), Some(0));
}

#[test]
fn what_can_not_be_inspected() {
    let server = aws(&[]);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let text = on_aws(&server.url, &["inspect", "--service", "orders", "--port", &port]);
    assert_golden!("inspect_port_taken", text.replace(&port, "[port]"));
    let local = Server::new(&[]);
    assert_golden!("inspect_local", at(&local.url, &["inspect"]));
}
