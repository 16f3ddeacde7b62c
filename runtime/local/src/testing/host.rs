use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eventual_runtime_core::handler::Handlers;
use eventual_runtime_core::host::{Host, StartExecution, TaskReport, attempt_over, bad_token};
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_engine::{Emitted, Error, Payload, Result, SignalEntry, TaskHost};
use eventual_runtime_openapi::openapi;
use serde_json::Value;

use super::work::CallKey;

/// What a handler asked for while it ran; done when it is over.
#[derive(Debug)]
pub(super) enum Ask {
    Emit(Vec<Emitted>),
    Start {
        id: String,
        start: StartExecution,
    },
    Signal {
        execution: String,
        signal: SignalEntry,
    },
    Heartbeat(Option<Payload>),
    /// What somebody with its token reports of an attempt.
    Report {
        call: CallKey,
        attempt: u32,
        report: TaskReport,
    },
}

/// Plain data that handlers and the environment share.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub(super) asks: Vec<Ask>,
    /// Workflow and input of each execution by id.
    pub(super) known: BTreeMap<String, (String, Payload)>,
    /// Attempts that are not over by token; `None` for those that are.
    pub(super) tokens: BTreeMap<String, Option<(CallKey, u32)>>,
    unnamed: u64,
}

/// The world as handlers see it.
#[derive(Clone, Debug)]
pub(super) struct TestHost {
    pub(super) service: &'static str,
    pub(super) handlers: Arc<Handlers>,
    shared: Arc<Mutex<Shared>>,
}

impl TestHost {
    pub(super) fn new(service: &'static str, handlers: Arc<Handlers>) -> Self {
        Self { service, handlers, shared: Arc::default() }
    }

    /// A panic of a handler must not hide what it asked for before.
    pub(super) fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id for an execution: idempotent by name and input.
    pub(super) fn admit(&self, start: &StartExecution) -> Result<(String, bool)> {
        let mut shared = self.shared();
        let id = match &start.name {
            Some(name) => name.clone(),
            None => {
                shared.unnamed += 1;
                format!("{}-{}", start.workflow, shared.unnamed)
            }
        };
        let wanted = (start.workflow.to_owned(), start.input.clone());
        match shared.known.get(&id) {
            Some(known) if *known == wanted => return Ok((id, false)),
            Some((workflow, _)) => {
                let message =
                    format!("the name `{id}` belongs to an execution of `{workflow}` with another input");
                return Err(Error::new("ExecutionAlreadyExists", message).non_retryable());
            }
            None => {}
        }
        shared.known.insert(id.clone(), wanted);
        Ok((id, true))
    }
}

impl Host for TestHost {
    fn emit(&self, events: Vec<Emitted>) -> BoxFuture<Result<()>> {
        self.shared().asks.push(Ask::Emit(events));
        Box::pin(std::future::ready(Ok(())))
    }

    fn start_execution(&self, start: StartExecution) -> BoxFuture<Result<String>> {
        let admitted = self.admit(&start).map(|(id, is_new)| {
            if is_new {
                self.shared().asks.push(Ask::Start { id: id.clone(), start });
            }
            id
        });
        Box::pin(std::future::ready(admitted))
    }

    fn send_signal(&self, execution: String, signal: SignalEntry) -> BoxFuture<Result<()>> {
        let mut shared = self.shared();
        let result = if shared.known.contains_key(&execution) {
            shared.asks.push(Ask::Signal { execution, signal });
            Ok(())
        } else {
            Err(Error::new("ExecutionNotFound", format!("there is no execution `{execution}`")))
        };
        Box::pin(std::future::ready(result))
    }

    fn report_task(&self, token: String, report: TaskReport) -> BoxFuture<Result<()>> {
        let mut shared = self.shared();
        let result = match shared.tokens.get(&token).cloned() {
            Some(Some((call, attempt))) => {
                shared.asks.push(Ask::Report { call, attempt, report });
                Ok(())
            }
            Some(None) => Err(attempt_over()),
            None => Err(bad_token()),
        };
        Box::pin(std::future::ready(result))
    }

    fn api_specification(&self) -> Result<Value> {
        Ok(openapi(&self.handlers.description(self.service, "0.0.0")))
    }
}

impl TaskHost for TestHost {
    fn heartbeat(&self, details: Option<Payload>) -> BoxFuture2<'_> {
        self.shared().asks.push(Ask::Heartbeat(details));
        Box::pin(std::future::ready(Ok(())))
    }
}

/// As [`TaskHost`] wants it.
type BoxFuture2<'a> = std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;
