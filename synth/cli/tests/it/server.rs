//! A service that gives the answers it was told to give, over real sockets.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use eventual_runtime_engine::{Error, Payload, Timestamp};
use eventual_runtime_operator::{
    CommandDescription, DeadLetter, DeadLetterQueue, DeadLetters, Described, Execution, ExecutionState,
    Executions, History, LogLine, Logs, OPERATOR_PREFIX, QueryAnswer, Redriven, RouteDescription, Sent,
    ServiceDescription, Started, StoredSegment, SubscriptionDescription, TaskTold, lines,
};
use serde::Serialize;
use serde_json::{Value, json};

/// When everything began: 2026-01-01.
pub(crate) const BEGINNING: u64 = 1_767_225_600_000;

/// One that runs; it ends with the test.
pub(crate) struct Server {
    pub(crate) url: String,
    /// Method, path and body of each request.
    seen: Arc<Mutex<Vec<(String, String, String)>>>,
}

pub(crate) type Answers = Vec<(String, u16, String)>;

impl Server {
    /// With these answers besides the usual ones; earlier ones win. Each is `METHOD path`, a status and a body.
    pub(crate) fn new(answers: &[(&str, u16, Value)]) -> Self {
        let told = answers.iter().map(|(at, status, body)| ((*at).to_owned(), *status, body.to_string()));
        Self::with(told.chain(usual()).collect())
    }

    /// With answers that need not be JSON.
    pub(crate) fn with(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = answer(&stream.unwrap(), &answers, &log);
            }
        });
        Self { url, seen }
    }

    /// What was asked besides what the service has.
    pub(crate) fn seen(&self) -> Vec<(String, String, String)> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|it| !it.1.ends_with("/service")).cloned().collect()
    }
}

fn answer(
    mut stream: &TcpStream,
    answers: &Answers,
    seen: &Mutex<Vec<(String, String, String)>>,
) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (mut length, mut target) = (0, String::new());
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let header = header.trim().to_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("x-amz-target:") {
            target = format!(" {}", value.trim());
        }
        if let Some(value) = header.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    // Calls of AWS's JSON protocol are told apart by their target, those of its query protocol by their action.
    let action = body.split('&').find_map(|it| it.strip_prefix("Action="));
    let path = format!("{path}{}", action.map_or(target, |it| format!(" {}", it.to_lowercase())));
    let asked = format!("{method} {path}");
    let once = format!("{asked} once");
    let is_first = seen.lock().unwrap().iter().all(|it| format!("{} {}", it.0, it.1) != asked);
    seen.lock().unwrap().push((method.to_owned(), path.clone(), body));
    let missing =
        ("".to_owned(), 404, json!({"error": {"code": "RouteNotFound", "message": asked}}).to_string());
    let first = answers.iter().find(|it| is_first && it.0 == once);
    let found = first.or_else(|| answers.iter().find(|it| it.0 == asked));
    let (_, status, text) = found.unwrap_or(&missing);
    write!(
        stream,
        "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    )
}

pub(crate) fn usual() -> Answers {
    let op = |method: &str, path: &str, value: &dyn erased::Json| {
        (format!("{method} {OPERATOR_PREFIX}{path}"), 200, value.text())
    };
    let ship = execution("o-1", ExecutionState::Succeeded);
    let wait = execution("o-2", ExecutionState::Running);
    let lost = execution("o/3", ExecutionState::Failed);
    let list =
        |executions, cursor: Option<&str>| Executions { executions, cursor: cursor.map(str::to_owned) };
    let summary = |it: &Execution| Execution { input: None, output: None, timeout_ms: None, ..it.clone() };
    let all = vec![summary(&lost), summary(&wait), summary(&ship)];
    let cursor = "MTpvLTI";
    let sent = Sent { id: Some("s-1".to_owned()), warning: None };
    let warned = Sent {
        warning: Some("the service declares no signal `Cancel`; did you mean `Cancelled`?".to_owned()),
        ..sent.clone()
    };
    vec![
        op("GET", "/service", &service()),
        op("GET", "/executions?limit=20", &list(all.clone(), None)),
        op("GET", "/executions?status=failed&limit=20", &list(vec![all[0].clone()], None)),
        op("GET", "/executions?workflow=remind&limit=20", &list(vec![], None)),
        op("GET", "/executions?limit=2", &list(all[..2].to_vec(), Some(cursor))),
        op("GET", "/executions?limit=2&cursor=MTpvLTI", &list(all[2..].to_vec(), None)),
        op("GET", "/executions/o-1", &ship),
        op("GET", "/executions/o-2", &wait),
        op("GET", "/executions/o%2F3", &lost),
        op("GET", "/executions/o-1/history?from=1", &history(&ship)),
        op("GET", "/executions/o-1/history?from=1&attempts=true", &history(&ship)),
        op("POST", "/executions", &Started { id: "o-1".to_owned() }),
        op("POST", "/executions/o-2/signals", &sent),
        op("POST", "/executions/o-1/signals", &warned),
        op(
            "POST",
            "/executions/o-2/queries",
            &QueryAnswer { answer: Payload::of(&json!({ "sent": 3 })).unwrap() },
        ),
        op("POST", "/executions/o-2/cancel", &sent),
        op("POST", "/executions/o-2/terminate", &Sent::default()),
        op("POST", "/tasks/t0ken/complete", &TaskTold { cancelled: false }),
        op("POST", "/tasks/t0ken/fail", &TaskTold { cancelled: false }),
        op("POST", "/tasks/t0ken/heartbeat", &TaskTold { cancelled: true }),
        op("POST", "/events", &Sent::default()),
        op("GET", "/dead-letters", &dead_letters()),
        op("POST", "/dead-letters/tell_customer/redrive", &Redriven { redriven: 2 }),
        op("GET", "/logs", &logs(None)),
        op("GET", "/executions/o-1/logs", &logs(Some("o-1"))),
        ("POST /rpc/place_order".to_owned(), 200, json!({"order_id": "o-1"}).to_string()),
        ("POST /rpc/forget".to_owned(), 200, String::new()),
    ]
}

mod erased {
    pub(super) trait Json {
        fn text(&self) -> String;
    }
    impl<T: super::Serialize> Json for T {
        fn text(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}

fn service() -> ServiceDescription {
    let named =
        |name: &str, docs: Option<&str>| Described { name: name.to_owned(), docs: docs.map(str::to_owned) };
    let command = |name: &str, path: Option<&str>| CommandDescription {
        name: name.to_owned(),
        docs: Some("Accepts an order.\nThe rest is not shown in lists.".to_owned()),
        method: path.map(|_| "POST".to_owned()),
        path: path.map(str::to_owned),
    };
    ServiceDescription {
        name: "orders".to_owned(),
        docs: None,
        commands: vec![command("forget", None), command("place_order", Some("/orders"))],
        routes: vec![RouteDescription {
            name: "health".to_owned(),
            docs: None,
            method: "GET".to_owned(),
            path: "/health".to_owned(),
        }],
        events: vec![named("OrderShipped", None)],
        signals: vec![named("Cancelled", None)],
        subscriptions: vec![SubscriptionDescription {
            name: "tell_customer".to_owned(),
            docs: None,
            events: vec!["OrderShipped".to_owned()],
            source: None,
        }],
        tasks: vec![named("charge", Some("Takes the money."))],
        workflows: vec![named("fulfil", Some("Approval, payment, shipping.")), named("remind", None)],
    }
}

fn execution(id: &str, status: ExecutionState) -> Execution {
    let is_over = status != ExecutionState::Running;
    Execution {
        id: id.to_owned(),
        workflow: "fulfil".to_owned(),
        status,
        started: Timestamp(BEGINNING),
        ended: is_over.then_some(Timestamp(BEGINNING + 8_000)),
        parent: (id == "o/3").then(|| "o".to_owned()),
        fault: (id == "o-2").then(|| "call 0 was task `charge`, and is task `ship` now".to_owned()),
        input: Some(Payload::from_text(r#"{"order_id":"o-1","amount_cents":999}"#).unwrap()),
        output: (status == ExecutionState::Succeeded).then(|| Payload::of("parcel-1").unwrap()),
        error: (status == ExecutionState::Failed).then(|| {
            let mut error = Error::new("NotPaid", "the order was not paid");
            error.cause = Some(Box::new(Error::new("CardDeclined", "no money")));
            error
        }),
        run: Some(0),
        timeout_ms: Some(86_400_000),
    }
}

fn history(execution: &Execution) -> History {
    let journal = r#"{"segment":2}
{"eventual":2}
{"t":1767225600000,"e":"start","n":"fulfil","id":"o-1","i":{"order_id":"o-1","amount_cents":999},"seed":7,"d":[{"k":"task","s":0,"n":"charge","i":["o-1",999]},{"k":"timer","s":1,"at":1767312000000}]}
{"t":1767225602500,"e":"ok","s":0,"v":"payment-1"}
{"t":1767225604000,"e":"sig","n":"Hurry","p":null,"d":[{"k":"cancel","s":1},{"k":"task","s":2,"n":"ship","i":"o-1"}]}
{"t":1767225608000,"e":"ok","s":2,"v":"parcel-1","d":[{"k":"done","v":"parcel-1"}]}
"#;
    let segments = vec![StoredSegment { number: 1, text: journal.to_owned() }];
    let (events, problem) = lines(&segments);
    assert_eq!(problem, None);
    let Execution { id, workflow, status, .. } = execution.clone();
    History { id, workflow, status, segments, events, attempts: Vec::new(), problem, next: None }
}

fn dead_letters() -> DeadLetters {
    let letter = DeadLetter {
        id: "e-1".to_owned(),
        event: "OrderShipped".to_owned(),
        detail: Payload::from_text(r#"{"order_id":"o-1"}"#).unwrap(),
        reason: "Error: the mail server is down".to_owned(),
        at: Some(Timestamp(BEGINNING)),
        attempts: Some(3),
    };
    let queue = DeadLetterQueue { subscription: "tell_customer".to_owned(), count: 1, letters: vec![letter] };
    let empty = DeadLetterQueue { subscription: "count_order".to_owned(), count: 0, letters: vec![] };
    DeadLetters { queues: vec![empty, queue] }
}

fn logs(execution: Option<&str>) -> Logs {
    let line = |level: &str, handler: &str, message: &str| LogLine {
        time: Timestamp(BEGINNING + 42),
        level: level.to_owned(),
        handler: handler.to_owned(),
        execution: execution.map(str::to_owned),
        message: message.to_owned(),
    };
    let lines = vec![
        line("info", "task:charge", "charging 999"),
        line("error", "task:ship", "no truck"),
        line("", "", "plain"),
    ];
    Logs { lines, after: 3 }
}
