//! The world as handlers see it.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use eventual_analyzer_openapi::openapi;
use eventual_runtime_core::handler::Handlers;
use eventual_runtime_core::host::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, Host, QueryExecution, StartExecution,
    TaskReport, attempt_over, stored,
};
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_engine::{
    Emitted, Error, Heartbeat, Payload, Result, SignalEntry, Step, TaskHost, WorkflowEntry,
};
use eventual_runtime_orchestrator::{CallKey, Effects, Start, StoreError, heartbeat, operations};
use eventual_runtime_testing_memory::{Memory, at_once};
use serde_json::Value;

/// The world as handlers see it.
#[derive(Debug)]
pub(crate) struct TestHost {
    pub(crate) service: &'static str,
    pub(crate) handlers: Handlers,
    pub(crate) memory: Memory,
    /// The workflows, mocked or not.
    workflows: Mutex<Vec<WorkflowEntry>>,
    count: AtomicU64,
}

impl TestHost {
    pub(crate) fn new(service: &'static str, handlers: Handlers, memory: Memory) -> Self {
        let workflows = Mutex::new(handlers.workflows.clone());
        Self { service, handlers, memory, workflows, count: AtomicU64::new(0) }
    }

    pub(crate) fn workflows(&self) -> Vec<WorkflowEntry> {
        self.workflows.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Runs this instead of what the service has by that name.
    pub(crate) fn replace(&self, workflow: WorkflowEntry) {
        let mut workflows = self.workflows.lock().unwrap_or_else(PoisonError::into_inner);
        workflows.retain(|it| it.name != workflow.name);
        workflows.push(workflow);
    }

    /// A number that nothing else in this environment has.
    pub(crate) fn number(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub(crate) fn start(&self, begin: StartExecution) -> Result<String> {
        let StartExecution { workflow, name, input, timeout } = begin;
        let id = name.unwrap_or_else(|| format!("{workflow}-{}", self.number()));
        let begin = Start { workflow: workflow.to_owned(), input, timeout, parent: None };
        at_once(operations::start(&self.memory, &id, begin, self.memory.now()))?;
        Ok(id)
    }

    pub(crate) fn signal(&self, execution: &str, mut signal: SignalEntry) -> Result<()> {
        if signal.id.is_empty() {
            signal.id = format!("signal-{}", self.number());
        }
        Ok(at_once(operations::signal(&self.memory, execution, signal))?)
    }

    pub(crate) fn cancel(&self, cancel: CancelExecution) -> Result<()> {
        at_once(stored::cancel(&self.memory, cancel, format!("cancel-{}", self.number())))
    }

    pub(crate) fn query(&self, query: QueryExecution) -> Result<Payload> {
        at_once(stored::query(&self.memory, self.workflows(), query))
    }
}

fn failed(error: StoreError) -> Error {
    Error::new("StoreFailed", error.0)
}

/// An answer that is there.
fn now<T: Send + 'static>(value: T) -> BoxFuture<T> {
    Box::pin(std::future::ready(value))
}

impl Host for TestHost {
    fn emit(&self, events: Vec<Emitted>) -> BoxFuture<Result<()>> {
        let id = format!("emit-{}", self.number());
        now(at_once(self.memory.emit(&id, &events)).map_err(failed))
    }

    fn start_execution(&self, start: StartExecution) -> BoxFuture<Result<String>> {
        now(self.start(start))
    }

    fn send_signal(&self, execution: String, signal: SignalEntry) -> BoxFuture<Result<()>> {
        now(self.signal(&execution, signal))
    }

    fn execution(&self, id: String) -> BoxFuture<Result<Option<ExecutionRecord>>> {
        now(at_once(stored::execution(&self.memory, &id)))
    }

    fn executions(&self, query: ExecutionQuery) -> BoxFuture<Result<ExecutionRecords>> {
        now(at_once(stored::executions(&self.memory, query)))
    }

    fn execution_history(&self, id: String, workflow: &'static str) -> BoxFuture<Result<Vec<Step>>> {
        now(at_once(stored::history(&self.memory, &id, workflow)))
    }

    fn query_execution(&self, query: QueryExecution) -> BoxFuture<Result<Payload>> {
        now(self.query(query))
    }

    fn cancel_execution(&self, cancel: CancelExecution) -> BoxFuture<Result<()>> {
        now(self.cancel(cancel))
    }

    fn report_task(&self, token: String, report: TaskReport) -> BoxFuture<Result<()>> {
        now(at_once(stored::report(&self.memory, &token, report, self.memory.now())))
    }

    fn api_specification(&self) -> Result<Value> {
        Ok(openapi(&self.handlers.description(self.service, "0.0.0")))
    }
}

/// Heartbeats of an attempt.
#[derive(Debug)]
pub(crate) struct Beats {
    pub(crate) host: Arc<TestHost>,
    pub(crate) call: CallKey,
    pub(crate) attempt: u32,
}

impl TaskHost for Beats {
    fn heartbeat(&self, details: Option<Payload>) -> Pin<Box<dyn Future<Output = Result<()>> + Send + '_>> {
        let memory = &self.host.memory;
        let told = at_once(heartbeat(memory, &self.call, self.attempt, details, memory.now()));
        now(match told {
            Ok(Heartbeat::Noted) => Ok(()),
            Ok(Heartbeat::Cancelled) => Err(Error::cancelled()),
            Ok(Heartbeat::Stale) => Err(attempt_over()),
            Err(error) => Err(failed(error)),
        })
    }
}
