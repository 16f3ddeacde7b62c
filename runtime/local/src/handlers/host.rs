//! The world as handlers see it.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use eventual_runtime_core::host::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, Host, QueryExecution, StartExecution,
    TaskReport, stored,
};
use eventual_runtime_core::log::{Level, Line};
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_engine::{Emitted, Error, Payload, Result, SignalEntry, Step};
use eventual_runtime_operator::{Edge, LogLine};
use eventual_runtime_orchestrator::{Start, StoreError, operations};
use futures::FutureExt;
use serde_json::Value;
use uuid::Uuid;

use crate::world::{ServiceHandle, now};

/// Name of the error if the store did not do what was asked.
const STORE_FAILED: &str = "StoreFailed";

/// The world as one handler sees it: what it logs carries its name.
pub(crate) struct View {
    here: ServiceHandle,
    /// Key of the handler. Workflows say theirs themselves: all of a shard share one view.
    handler: String,
    /// The execution for which a task runs.
    execution: Option<String>,
}

impl View {
    /// That of a handler of this kind and name.
    pub(crate) fn of(here: &ServiceHandle, kind: &str, name: &str) -> Self {
        Self { here: here.clone(), handler: format!("{kind}:{name}"), execution: None }
    }

    /// That of a task that runs for an execution.
    pub(crate) fn of_task(here: &ServiceHandle, name: &str, execution: &str) -> Self {
        Self { execution: Some(execution.to_owned()), ..Self::of(here, "task", name) }
    }

    /// That of workflows.
    pub(crate) fn of_workflows(here: &ServiceHandle) -> Self {
        Self { here: here.clone(), handler: String::new(), execution: None }
    }
}

/// As the protocol of operators writes it.
fn level(level: Level) -> &'static str {
    match level {
        Level::Info => "info",
        Level::Warn => "warn",
        Level::Error => "error",
    }
}

impl Host for View {
    fn emit(&self, events: Vec<Emitted>) -> BoxFuture<Result<()>> {
        let named = events.iter().cloned().map(|event| (Uuid::now_v7().to_string(), event));
        let published = self.here.publish(named);
        for event in &events {
            self.here.seen.note(&self.handler, "event", &event.name);
        }
        let here = self.here.clone();
        Box::pin(async move {
            match here.certain(published).await {
                Err(_) if here.world.is_stopping() => here.emit_elsewhere(events).await,
                done => done,
            }
        })
    }

    fn start_execution(&self, start: StartExecution) -> BoxFuture<Result<String>> {
        let StartExecution { workflow, name, input, timeout } = start;
        let started = self.here.begin(workflow, name.clone(), input.clone(), timeout);
        self.here.seen.note(&self.handler, "workflow", workflow);
        let here = self.here.clone();
        Box::pin(async move {
            match started {
                Err(error) if error.name == STORE_FAILED && here.world.is_stopping() => {
                    here.start_elsewhere(workflow, name, input, timeout).await
                }
                started => {
                    let id = started?;
                    here.certain(Ok(here.world.store.last())).await?;
                    Ok(id)
                }
            }
        })
    }

    fn send_signal(&self, execution: String, signal: SignalEntry) -> BoxFuture<Result<()>> {
        let sent = self.here.signal(&execution, signal.clone());
        self.here.seen.note(&self.handler, "signal", &signal.name);
        let here = self.here.clone();
        Box::pin(async move {
            match sent {
                Err(error) if error.name == STORE_FAILED && here.world.is_stopping() => {
                    here.signal_elsewhere(&execution, signal).await
                }
                sent => {
                    sent?;
                    here.certain(Ok(here.world.store.last())).await
                }
            }
        })
    }

    fn execution(&self, id: String) -> BoxFuture<Result<Option<ExecutionRecord>>> {
        let found = stored::execution(&self.here, &id).now_or_never().unwrap_or(Ok(None));
        Box::pin(std::future::ready(found))
    }

    fn executions(&self, query: ExecutionQuery) -> BoxFuture<Result<ExecutionRecords>> {
        let found = stored::executions(&self.here, query).now_or_never();
        Box::pin(std::future::ready(found.unwrap_or_else(|| Ok(ExecutionRecords::default()))))
    }

    fn execution_history(&self, id: String, workflow: &'static str) -> BoxFuture<Result<Vec<Step>>> {
        let steps = stored::history(&self.here, &id, workflow).now_or_never();
        Box::pin(std::future::ready(steps.unwrap_or_else(|| Ok(Vec::new()))))
    }

    fn query_execution(&self, query: QueryExecution) -> BoxFuture<Result<Payload>> {
        let workflows = self.here.handlers.workflows.iter().copied();
        let answer = stored::query(&self.here, workflows, query).now_or_never();
        // A store that answers at once is never pending.
        Box::pin(std::future::ready(answer.unwrap_or_else(|| Ok(Payload::null()))))
    }

    fn cancel_execution(&self, cancel: CancelExecution) -> BoxFuture<Result<()>> {
        let request = Uuid::now_v7().to_string();
        let told = stored::cancel(&self.here, cancel, request).now_or_never().unwrap_or(Ok(()));
        let here = self.here.clone();
        Box::pin(async move {
            told?;
            here.certain(Ok(here.world.store.last())).await
        })
    }

    fn report_task(&self, token: String, report: TaskReport) -> BoxFuture<Result<()>> {
        let done = stored::report(&self.here, &token, report, now()).now_or_never().unwrap_or(Ok(()));
        let here = self.here.clone();
        Box::pin(async move {
            done?;
            here.certain(Ok(here.world.store.last())).await
        })
    }

    fn log(&self, line: &Line<'_>) {
        let handler = match &line.execution {
            Some(info) => format!("workflow:{}", info.workflow),
            None => self.handler.clone(),
        };
        let execution = line.execution.as_ref().map(|info| &info.execution).or(self.execution.as_ref());
        self.here.note(LogLine {
            time: now(),
            level: level(line.level).to_owned(),
            handler,
            execution: execution.cloned(),
            message: line.message.to_owned(),
        });
    }

    fn api_specification(&self) -> Result<Value> {
        Ok(self.here.document().clone())
    }
}

impl ServiceHandle {
    async fn certain(&self, write: std::result::Result<u64, StoreError>) -> Result<()> {
        let settled = match write {
            Ok(write) => self.world.store.settled(write).await,
            Err(error) => Err(error),
        };
        settled.map_err(failed)
    }

    /// Starts an execution; its id. It is certain when the store has settled.
    pub(crate) fn begin(
        &self,
        workflow: &str,
        name: Option<String>,
        input: Payload,
        timeout: Option<std::time::Duration>,
    ) -> Result<String> {
        if !self.handlers.workflows.iter().any(|it| it.name == workflow) {
            return Err(self.no_workflow(workflow));
        }
        let id = name.unwrap_or_else(|| format!("{workflow}-{}", Uuid::now_v7()));
        // The row and the message: a row without one would be an execution that never begins.
        let _at_once = self.world.store.hold();
        let begin = Start { workflow: workflow.to_owned(), input, timeout, parent: None };
        operations::start(self, &id, begin, now()).now_or_never().unwrap_or(Ok(()))?;
        Ok(id)
    }

    /// Sends a signal to an execution that exists.
    pub(crate) fn signal(&self, execution: &str, mut signal: SignalEntry) -> Result<()> {
        // The same message may come twice; the signal shall not.
        if signal.id.is_empty() {
            signal.id = Uuid::now_v7().to_string();
        }
        Ok(operations::signal(self, execution, signal).now_or_never().unwrap_or(Ok(()))?)
    }

    fn no_workflow(&self, workflow: &str) -> Error {
        let known: Vec<String> = self.handlers.workflows.iter().map(|it| format!("`{}`", it.name)).collect();
        let known = match known.as_slice() {
            [] => "it has no workflows".to_owned(),
            known => format!("it has {}", known.join(", ")),
        };
        let message = format!("service `{}` has no workflow `{workflow}`; {known}", self.name);
        Error::new("WorkflowNotFound", message).non_retryable()
    }
}

fn failed(error: StoreError) -> Error {
    Error::new(STORE_FAILED, error.0)
}

/// What handlers of a service did since the program began: a newer version of the code may not do it any
/// more.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<BTreeSet<Edge>>);

impl Seen {
    /// A handler, if it has a name, did something.
    pub(crate) fn note(&self, handler: &str, kind: &str, name: &str) {
        if !handler.is_empty() {
            let edge = Edge { from: handler.to_owned(), to: format!("{kind}:{name}") };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(edge);
        }
    }

    pub(crate) fn edges(&self) -> Vec<Edge> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
