//! AWS in memory: what conditions, queues and schedules promise, and no more.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use eventual_runtime_aws::Client;
use eventual_runtime_aws_stores::{AwsStores, Settings};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[derive(Default)]
pub(crate) struct State {
    pub items: BTreeMap<String, Value>,
    pub objects: BTreeMap<String, Vec<u8>>,
    /// Messages by queue, with group and delay.
    pub queues: BTreeMap<String, Vec<Value>>,
    pub schedules: BTreeMap<String, Value>,
    /// Calls of functions: name and payload.
    pub invocations: Vec<(String, Value)>,
    pub events: Vec<Value>,
    /// Functions that are not there.
    pub missing: BTreeSet<String>,
    /// Operations, with the bytes of their bodies.
    pub operations: Vec<(String, usize)>,
    /// The operation whose answer is lost, after it was done.
    pub lose_answer_of: Option<&'static str>,
    pub max_at_once: usize,
    at_once: usize,
}

pub(crate) struct Aws {
    pub state: Rc<RefCell<State>>,
    client: Client,
    settings: Settings,
}

thread_local! {
    static PORT: Cell<u16> = const { Cell::new(0) };
}

fn environment(name: &str) -> Option<String> {
    Some(match name {
        "AWS_REGION" => "eu-west-1".to_owned(),
        "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" => "test".to_owned(),
        "AWS_ENDPOINT_URL" => format!("http://127.0.0.1:{}", PORT.get()),
        "EVENTUAL_SERVICE" => "shop".to_owned(),
        "EVENTUAL_EVENT_BUS" => "bus".to_owned(),
        "EVENTUAL_EXECUTIONS_TABLE" => "table".to_owned(),
        "EVENTUAL_HISTORY_BUCKET" => "bucket".to_owned(),
        "EVENTUAL_EXECUTIONS_QUEUE" => "fifo".to_owned(),
        "EVENTUAL_RELAY_QUEUE" => "relay".to_owned(),
        "EVENTUAL_RELAY_QUEUE_ARN" => "arn:relay".to_owned(),
        "EVENTUAL_SCHEDULE_GROUP" => "group".to_owned(),
        "EVENTUAL_SCHEDULE_ROLE_ARN" => "arn:role".to_owned(),
        "EVENTUAL_RETENTION_DAYS" => "2".to_owned(),
        "EVENTUAL_TASK_FUNCTION_PREFIX" => "shop-".to_owned(),
        _ => return None,
    })
}

impl Aws {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        PORT.set(listener.local_addr().unwrap().port());
        let state = Rc::<RefCell<State>>::default();
        let shared = Rc::clone(&state);
        tokio::task::spawn_local(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::task::spawn_local(serve(Rc::clone(&shared), stream));
            }
        });
        let client = Client::from_environment(environment).unwrap();
        let workflows = ["fulfil", "remind"].map(str::to_owned);
        Self { state, client, settings: Settings::from_lookup(environment).with_workflows(workflows) }
    }

    pub(crate) fn stores(&self) -> AwsStores<'_> {
        AwsStores::new(&self.client, &self.settings)
    }

    /// What lies in a queue.
    pub(crate) fn drain(&self, queue: &str) -> Vec<Value> {
        self.state.borrow_mut().queues.remove(queue).unwrap_or_default()
    }

    pub(crate) fn count(&self, operation: &str) -> usize {
        self.state.borrow().operations.iter().filter(|it| it.0 == operation).count()
    }
}

/// Runs a test with its AWS.
pub(crate) fn with_aws<F: Future<Output = ()>>(test: impl FnOnce(Aws) -> F) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, async { test(Aws::start().await).await });
}

struct Request {
    method: String,
    path: String,
    head: String,
    body: Vec<u8>,
}

impl Request {
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": "))
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut words = head.split(' ');
    let (method, path) = (words.next().unwrap().to_owned(), words.next().unwrap().to_owned());
    let mut request = Request { method, path, head, body: bytes.split_off(end + 4) };
    let length: usize = request.header("content-length").unwrap().parse().unwrap();
    while request.body.len() < length {
        if stream.read_buf(&mut request.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(request)
}

async fn serve(state: Rc<RefCell<State>>, mut stream: TcpStream) {
    while let Some(request) = read(&mut stream).await {
        {
            let mut state = state.borrow_mut();
            state.at_once += 1;
            state.max_at_once = state.max_at_once.max(state.at_once);
        }
        tokio::task::yield_now().await;
        let (operation, status, body) = state.borrow_mut().answer(&request);
        let is_lost = {
            let mut state = state.borrow_mut();
            state.at_once -= 1;
            state.operations.push((operation.clone(), request.body.len()));
            let is_lost = state.lose_answer_of.is_some_and(|it| it == operation);
            if is_lost {
                state.lose_answer_of = None;
            }
            is_lost
        };
        if is_lost {
            return;
        }
        let head =
            format!("HTTP/1.1 {status} Status\r\nETag: \"e\"\r\nContent-Length: {}\r\n\r\n", body.len());
        if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return;
        }
    }
}

type Answer = (String, u16, Vec<u8>);

fn ok(body: Value) -> (u16, Vec<u8>) {
    (200, body.to_string().into_bytes())
}

impl State {
    fn answer(&mut self, request: &Request) -> Answer {
        if let Some(target) = request.header("x-amz-target") {
            let operation = target.split('.').next_back().unwrap().to_owned();
            let input: Value = serde_json::from_slice(&request.body).unwrap();
            let (status, body) = self.json(&operation, &input);
            return (operation, status, body);
        }
        if let Some(name) = request.path.strip_prefix("/schedules/") {
            let name = name.split('?').next().unwrap().to_owned();
            return self.schedule(&request.method, name, &request.body);
        }
        if let Some(rest) = request.path.strip_prefix("/2015-03-31/functions/") {
            let function = rest.split('/').next().unwrap().to_owned();
            if self.missing.contains(&function) {
                let error = json!({ "__type": "ResourceNotFoundException", "Message": "no function" });
                return ("Invoke".into(), 404, error.to_string().into_bytes());
            }
            self.invocations.push((function, serde_json::from_slice(&request.body).unwrap()));
            return ("Invoke".into(), 202, Vec::new());
        }
        let key = request.path.strip_prefix("/bucket/").unwrap().to_owned();
        if request.method == "GET" {
            return match self.objects.get(&key) {
                Some(object) => ("GetObject".into(), 200, object.clone()),
                None => ("GetObject".into(), 404, b"<Error><Code>NoSuchKey</Code></Error>".to_vec()),
            };
        }
        if request.header("if-none-match").is_some() && self.objects.contains_key(&key) {
            return ("PutObject".into(), 412, b"<Error><Code>PreconditionFailed</Code></Error>".to_vec());
        }
        self.objects.insert(key, request.body.clone());
        ("PutObject".into(), 200, Vec::new())
    }

    fn schedule(&mut self, method: &str, name: String, body: &[u8]) -> Answer {
        if method == "DELETE" {
            let status = if self.schedules.remove(&name).is_some() { 200 } else { 404 };
            let body = if status == 200 { "{}" } else { r#"{"__type":"ResourceNotFoundException"}"# };
            return ("DeleteSchedule".into(), status, body.as_bytes().to_vec());
        }
        self.schedules.insert(name, serde_json::from_slice(body).unwrap());
        ("CreateSchedule".into(), 200, b"{}".to_vec())
    }

    fn json(&mut self, operation: &str, input: &Value) -> (u16, Vec<u8>) {
        let key = |input: &Value| input["Key"]["pk"]["S"].as_str().map(str::to_owned);
        match operation {
            "GetItem" => match self.items.get(&key(input).unwrap()) {
                Some(item) => ok(json!({ "Item": item })),
                None => ok(json!({})),
            },
            "Query" => ok(self.query(input)),
            "DeleteItem" => {
                self.items.remove(&key(input).unwrap());
                ok(json!({}))
            }
            "PutItem" => {
                let item = &input["Item"];
                let key = item["pk"]["S"].as_str().unwrap().to_owned();
                let there = self.items.get(&key).map(|it| it["version"]["N"].clone());
                let is_met = match input["ConditionExpression"].as_str().unwrap() {
                    "attribute_not_exists(#pk)" => there.is_none(),
                    "#version = :before" => {
                        there.as_ref() == Some(&input["ExpressionAttributeValues"][":before"]["N"])
                    }
                    other => panic!("{other}"),
                };
                if !is_met {
                    let error = json!({ "__type": "x#ConditionalCheckFailedException" });
                    return (400, error.to_string().into_bytes());
                }
                assert!(item.to_string().len() < 400_000, "an item is too large");
                self.items.insert(key, item.clone());
                ok(json!({}))
            }
            "SendMessage" => {
                self.queue(input["QueueUrl"].as_str().unwrap(), input);
                ok(json!({}))
            }
            "SendMessageBatch" => {
                let entries = input["Entries"].as_array().unwrap();
                assert!(entries.len() <= 10);
                for entry in entries {
                    self.queue(input["QueueUrl"].as_str().unwrap(), entry);
                }
                ok(json!({ "Successful": [], "Failed": [] }))
            }
            "PutEvents" => {
                let entries = input["Entries"].as_array().unwrap();
                self.events.extend(entries.iter().cloned());
                ok(json!({ "Entries": entries.iter().map(|_| json!({})).collect::<Vec<_>>() }))
            }
            other => panic!("{other}"),
        }
    }

    /// One item per page, if there is a filter: a page is full before it is filtered.
    fn query(&self, input: &Value) -> Value {
        assert_eq!(input["KeyConditionExpression"], "#shard = :shard AND #started BETWEEN :from AND :to");
        let number = |value: &Value| value["N"].as_str().unwrap().parse::<u64>().unwrap();
        let values = &input["ExpressionAttributeValues"];
        let range = number(&values[":from"])..=number(&values[":to"]);
        let mut items: Vec<&Value> = self
            .items
            .values()
            .filter(|it| it["shard"] == values[":shard"] && range.contains(&number(&it["started"])))
            .collect();
        items.sort_by_key(|it| std::cmp::Reverse(number(&it["started"])));
        let from = input["ExclusiveStartKey"].as_u64().unwrap_or_default() as usize;
        let limit =
            if input["FilterExpression"].is_null() { input["Limit"].as_u64().unwrap() as usize } else { 1 };
        let page: Vec<&Value> = items.iter().copied().skip(from).take(limit).collect();
        let has_more = from + page.len() < items.len();
        let page: Vec<&Value> = page
            .into_iter()
            .filter(|it| input["FilterExpression"].is_null() || it["status"] == values[":status"])
            .collect();
        let last = if has_more { json!(from + limit) } else { Value::Null };
        json!({ "Items": page, "LastEvaluatedKey": last })
    }

    fn queue(&mut self, url: &str, message: &Value) {
        let is_fifo = url == "fifo";
        assert_eq!(message["MessageGroupId"].is_string(), is_fifo);
        assert_eq!(message["MessageDeduplicationId"].is_string(), is_fifo);
        assert!(message["MessageBody"].as_str().unwrap().len() < 1024 * 1024);
        self.queues.entry(url.to_owned()).or_default().push(message.clone());
    }
}
