use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eventual_analyzer_openapi::openapi;
use eventual_runtime_core::handler::Handlers;
use eventual_runtime_core::host::{
    CancelExecution, ExecutionQuery, ExecutionRecord, ExecutionRecords, Host, QueryExecution, StartExecution,
    TaskReport, attempt_over, bad_cursor, bad_token, execution_is_over, execution_not_found,
};
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_core::workflow::ExecutionStatus;
use eventual_runtime_engine::{
    Emitted, Error, Execution, Occurrence, Payload, Result, SignalEntry, Step, Strictness, TaskHost,
    Timestamp,
};
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
    Cancel {
        execution: String,
        reason: String,
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
    /// The virtual time.
    pub(super) now: Timestamp,
    /// All executions by id.
    known: BTreeMap<String, Known>,
    /// Attempts that are not over by token; `None` for those that are.
    pub(super) tokens: BTreeMap<String, Option<(CallKey, u32)>>,
    unnamed: u64,
}

/// An execution as handlers can know it.
#[derive(Debug)]
struct Known {
    input: Payload,
    record: ExecutionRecord,
    /// Steps of the present run.
    history: Vec<Step>,
}

impl Shared {
    /// Takes note of an execution that is about to begin.
    pub(super) fn know(&mut self, id: &str, workflow: &str, input: &Payload) {
        let record = ExecutionRecord {
            id: id.to_owned(),
            workflow: workflow.to_owned(),
            status: ExecutionStatus::Pending,
            started: self.now,
            ended: None,
            fault: None,
        };
        self.known.insert(id.to_owned(), Known { input: input.clone(), record, history: Vec::new() });
    }

    /// Takes note of a step, the first of a run or one more.
    pub(super) fn step(&mut self, id: &str, step: &Step) {
        if let Some(known) = self.known.get_mut(id) {
            if matches!(step.event.what, Occurrence::Started(_)) {
                known.history.clear();
            }
            known.history.push(step.clone());
        }
    }

    /// Takes note of the end of an execution.
    pub(super) fn over(&mut self, id: &str, status: ExecutionStatus<Payload>) {
        let now = self.now;
        if let Some(Known { record, .. }) = self.known.get_mut(id) {
            record.status = status;
            record.ended = Some(now);
        }
    }

    /// The newest first, as the index of a deployed service has them.
    fn list(&self, query: &ExecutionQuery) -> Result<ExecutionRecords> {
        let at = |record: &ExecutionRecord| format!("{:020}:{}", record.started.as_millis(), record.id);
        if query.cursor.as_ref().is_some_and(|it| !it.contains(':')) {
            return Err(bad_cursor("it is not one that a page gave"));
        }
        let is_meant = |record: &&ExecutionRecord| {
            record.workflow == query.workflow
                && query.state.is_none_or(|it| it.is_of(&record.status))
                && query.started_after.is_none_or(|it| record.started >= it)
                && query.started_before.is_none_or(|it| record.started < it)
                && query.cursor.as_ref().is_none_or(|it| at(record) < *it)
        };
        let mut found: Vec<&ExecutionRecord> =
            self.known.values().map(|it| &it.record).filter(is_meant).collect();
        found.sort_by_key(|record| std::cmp::Reverse(at(record)));
        let has_more = found.len() > query.limit;
        found.truncate(query.limit);
        let next = found.last().filter(|_| has_more).map(|record| at(record));
        Ok(ExecutionRecords { executions: found.into_iter().cloned().collect(), next })
    }
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

    /// Brings an execution back from its history and asks it.
    pub(super) fn query(&self, id: &str, workflow: &str, name: &str, input: &Payload) -> Result<Payload> {
        let shared = self.shared();
        let known = shared.known.get(id).ok_or_else(|| execution_not_found(id, workflow, None))?;
        if known.record.workflow != workflow {
            return Err(execution_not_found(id, workflow, Some(&known.record.workflow)));
        }
        let entry = self.handlers.workflows.iter().find(|it| it.name == workflow);
        let failed = |reason: String| {
            Error::new("QueryFailed", format!("the execution `{id}` can not be asked: {reason}"))
        };
        match entry {
            Some(entry) if !known.history.is_empty() => {
                let execution = Execution::replay(entry, &known.history, Strictness::Data)
                    .map_err(|fault| failed(fault.to_string()))?;
                execution.query(name, input)
            }
            _ => Err(failed("it has not begun".to_owned())),
        }
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
        match shared.known.get(&id) {
            Some(known) if known.record.workflow == start.workflow && known.input == start.input => {
                return Ok((id, false));
            }
            Some(known) => {
                let workflow = &known.record.workflow;
                let message =
                    format!("the name `{id}` belongs to an execution of `{workflow}` with another input");
                return Err(Error::new("ExecutionAlreadyExists", message).non_retryable());
            }
            None => {}
        }
        shared.know(&id, start.workflow, &start.input);
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

    fn execution(&self, id: String) -> BoxFuture<Result<Option<ExecutionRecord>>> {
        let found = self.shared().known.get(&id).map(|it| it.record.clone());
        Box::pin(std::future::ready(Ok(found)))
    }

    fn executions(&self, query: ExecutionQuery) -> BoxFuture<Result<ExecutionRecords>> {
        let found = self.shared().list(&query);
        Box::pin(std::future::ready(found))
    }

    fn execution_history(&self, id: String, workflow: &'static str) -> BoxFuture<Result<Vec<Step>>> {
        let shared = self.shared();
        let steps = match shared.known.get(&id) {
            Some(known) if known.record.workflow == workflow => Ok(known.history.clone()),
            other => Err(execution_not_found(&id, workflow, other.map(|it| it.record.workflow.as_str()))),
        };
        Box::pin(std::future::ready(steps))
    }

    fn query_execution(&self, query: QueryExecution) -> BoxFuture<Result<Payload>> {
        let QueryExecution { execution, workflow, name, input } = query;
        Box::pin(std::future::ready(self.query(&execution, workflow, &name, &input)))
    }

    fn cancel_execution(&self, cancel: CancelExecution) -> BoxFuture<Result<()>> {
        let CancelExecution { execution, workflow, reason } = cancel;
        let mut shared = self.shared();
        let result = match shared.known.get(&execution).map(|it| &it.record) {
            None => Err(execution_not_found(&execution, workflow, None)),
            Some(record) if record.workflow != workflow => {
                Err(execution_not_found(&execution, workflow, Some(&record.workflow)))
            }
            Some(record) if record.ended.is_some() => Err(execution_is_over(&execution)),
            Some(_) => {
                shared.asks.push(Ask::Cancel { execution, reason });
                Ok(())
            }
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
