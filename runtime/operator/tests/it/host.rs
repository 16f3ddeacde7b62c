//! A service in memory, and how it is asked.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use eventual_runtime_engine::*;
use eventual_runtime_operator::*;
use eventual_runtime_orchestrator::operations::{Question, query};
use eventual_runtime_orchestrator::*;
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::stores::Memory;

/// When the world begins: 2026-01-01.
pub(crate) const BEGINNING: u64 = 1_767_225_600_000;

pub(crate) struct World {
    pub stores: Memory,
    pub now: Cell<u64>,
    pub service: ServiceDescription,
    pub emitted: RefCell<Vec<(String, Payload)>>,
    /// Whether the host has more than it must.
    pub is_full: bool,
    orchestrator: RefCell<Orchestrator<Memory>>,
    random: Cell<u64>,
}

impl Host for World {
    type Stores = Memory;
    fn stores(&self) -> &Memory {
        &self.stores
    }
    fn now(&self) -> Timestamp {
        Timestamp(self.now.get())
    }
    fn random(&self) -> String {
        self.random.set(self.random.get() + 1);
        format!("random{}", self.random.get())
    }
    fn service(&self) -> &ServiceDescription {
        &self.service
    }
    async fn openapi(&self) -> Result<Payload, HostError> {
        Ok(Payload::of(&json!({"openapi": "3.1.0"})).unwrap())
    }
    async fn query(&self, question: Question) -> Result<Payload, HostError> {
        Ok(query(&self.stores, workflows(), &question).await?)
    }
    async fn emit(&self, name: &str, detail: &Payload) -> Result<(), HostError> {
        if detail.text() == "1" {
            return Err(HostError::Refused("`OrderCreated` is an object, not a number".to_owned()));
        }
        self.emitted.borrow_mut().push((name.to_owned(), detail.clone()));
        Ok(())
    }
    async fn dead_letters(&self) -> Result<Vec<DeadLetterQueue>, HostError> {
        if !self.is_full {
            return Err(HostError::Unsupported("look into SQS"));
        }
        let letter = DeadLetter {
            id: "e-1".to_owned(),
            event: "OrderCreated".to_owned(),
            detail: Payload::null(),
            reason: "no paper".to_owned(),
            at: Some(Timestamp(5)),
            attempts: None,
        };
        let subscription = "print".to_owned();
        Ok(vec![DeadLetterQueue { subscription, count: 1, letters: vec![letter] }])
    }
    async fn redrive(&self, _: &str) -> Result<u64, HostError> {
        if self.is_full { Ok(1) } else { Err(HostError::Unsupported("look into SQS")) }
    }
    async fn observed(&self) -> Result<Vec<Edge>, HostError> {
        if !self.is_full {
            return Err(HostError::Unsupported("look into the binary"));
        }
        Ok(vec![Edge { from: "command:place_order".to_owned(), to: "event:OrderCreated".to_owned() }])
    }
    async fn logs(&self, execution: Option<&str>, after: Option<u64>) -> Result<Logs, HostError> {
        if !self.is_full {
            return Err(HostError::Unsupported("look into CloudWatch"));
        }
        let line = LogLine {
            time: Timestamp(7),
            level: "info".to_owned(),
            handler: "task:charge".to_owned(),
            execution: execution.map(str::to_owned),
            message: "charged".to_owned(),
        };
        Ok(Logs { lines: if after == Some(1) { vec![] } else { vec![line] }, after: 1 })
    }
}

fn named(names: &[&str]) -> Vec<Described> {
    names.iter().map(|it| Described { name: (*it).to_owned(), docs: None }).collect()
}

impl World {
    pub(crate) fn new() -> Self {
        let stores = Memory::default();
        let subscription = SubscriptionDescription {
            name: "print".to_owned(),
            docs: None,
            events: vec!["OrderCreated".to_owned(), "Foreign".to_owned()],
            source: None,
        };
        Self {
            orchestrator: RefCell::new(Orchestrator::new(stores.clone(), workflows())),
            stores,
            now: Cell::new(BEGINNING),
            service: ServiceDescription {
                name: "shop".to_owned(),
                workflows: named(&["charge_order", "listen", "again"]),
                signals: named(&["Go"]),
                events: named(&["OrderCreated"]),
                subscriptions: vec![subscription],
                ..ServiceDescription::default()
            },
            emitted: RefCell::default(),
            is_full: true,
            random: Cell::new(0),
        }
    }

    /// Asks, and lets the consequences happen.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let uri = format!("{OPERATOR_PREFIX}{path}");
        let request = http::Request::builder().method(method).uri(uri).body(()).unwrap();
        let answer = block_on(handle(self, &request.into_parts().0, body.as_bytes()));
        let is_json = answer.headers()["content-type"] == "application/json";
        assert!(is_json && answer.headers()["cache-control"] == "no-store", "{answer:?}");
        self.settle();
        (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap())
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, value) = self.ask("GET", path, "");
        assert_eq!(status, 200, "{value}");
        value
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        let (status, value) = self.ask("POST", path, &body.to_string());
        assert_eq!(status, 200, "{value}");
        value
    }

    /// `status code: message (hint)`
    pub(crate) fn refusal(&self, method: &str, path: &str, body: &str) -> String {
        let (status, value) = self.ask(method, path, body);
        let text = |name: &str| value["error"][name].as_str().unwrap_or_default().to_owned();
        let hint = if text("hint").is_empty() { String::new() } else { format!(" ({})", text("hint")) };
        format!("{status} {}: {}{hint}", text("code"), text("message"))
    }

    /// Takes a typed request all the way.
    pub(crate) fn send<T: serde::de::DeserializeOwned>(
        &self,
        request: requests::OperatorRequest,
    ) -> Result<T, OperatorError> {
        let (parts, body) = request.into_parts();
        let answer = block_on(handle(self, &parts, &body));
        self.settle();
        read_answer(&answer)
    }

    pub(crate) fn workflow(&self, name: &str) -> WorkflowEntry {
        workflows().into_iter().find(|it| it.name == name).unwrap()
    }

    pub(crate) fn wait(&self, time: Duration) {
        self.now.set((Timestamp(self.now.get()) + time).as_millis());
    }

    fn settle(&self) {
        if self.stores.0.borrow().is_down {
            return;
        }
        loop {
            let Some(message) = self.stores.0.borrow_mut().queue.pop_front() else { break };
            let execution = message.execution.clone();
            let now = Timestamp(self.now.get());
            block_on(self.orchestrator.borrow_mut().process(&execution, &[message], now)).unwrap();
        }
    }
}

fn workflows() -> Vec<WorkflowEntry> {
    let entry = |name, run| WorkflowEntry { name, timeout: || Some(Duration::from_mins(1)), run };
    vec![
        entry("charge_order", |input| {
            let order: String = input.read()?;
            Ok(Box::pin(async move {
                let paid: Result<String> = TaskCall::<Charge>::new(order).await;
                Payload::of(&paid?)
            }))
        }),
        entry("listen", |_| {
            Ok(Box::pin(async move {
                sleep(Duration::ZERO).await;
                Payload::of(&Go::expect_signal().await.0)
            }))
        }),
        entry("again", |input| {
            let rounds: u32 = input.read()?;
            Ok(Box::pin(async move {
                if rounds == 0 {
                    return Ok(Payload::null());
                }
                on_query("left", move |factor: u32| Ok(rounds * factor));
                Go::expect_signal().await;
                continue_as_new(rounds - 1).await
            }))
        }),
    ]
}

#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Go(pub u32);

impl Signal for Go {
    const NAME: &'static str = "Go";
}

pub(crate) enum Charge {}

impl Task for Charge {
    type Input = String;
    type Output = Result<String>;
    const NAME: &'static str = "charge";
    fn options() -> TaskOptions {
        TaskOptions { retry: RetryPolicy::times(2), ..TaskOptions::default() }
    }
    fn run(order: String, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(order) })
    }
}
