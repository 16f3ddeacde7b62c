//! An execution as the rest of the service sees it: how far it is, what came of it, an end to it.

use std::fmt;
use std::marker::PhantomData;

use eventual_runtime_engine::{
    Error, Failure, Outcome, Payload, Result, Step, Timestamp, Workflow, WorkflowFn,
};

use super::{ExecutionId, ExecutionStatus, ListExecutions, not_in_workflows};
use crate::host::{self, CancelExecution, ExecutionRecord, QueryExecution, execution_not_found};
use crate::mark::mark;
use crate::middleware::BoxFuture;

type Value<W> = <<W as Workflow>::Output as Outcome>::Value;
type Failed<W> = <<W as Workflow>::Output as Outcome>::Failure;

/// Finds executions by the name of a workflow's function: `process_order.execution("o-1").status().await?`.
///
/// For commands, routes, subscriptions and tasks. A workflow cannot look at other executions, as what it saw would be
/// another thing when it is replayed: there it is an error (`NotInWorkflows`).
pub trait FindExecutions<A>: WorkflowFn<A> {
    /// The execution of this id. Nothing is asked yet.
    fn execution(self, id: impl Into<ExecutionId>) -> Execution<Self::Workflow> {
        Execution { id: id.into(), workflow: PhantomData }
    }

    /// The executions of this workflow, the newest first.
    fn executions(self) -> ListExecutions<Self::Workflow> {
        ListExecutions::new()
    }
}

impl<A, F: WorkflowFn<A>> FindExecutions<A> for F {}

/// An execution of a workflow, by its id.
///
/// What it is asked fails with `ExecutionNotFound` if this service has no such execution, or has one of another workflow.
pub struct Execution<W: Workflow> {
    id: ExecutionId,
    workflow: PhantomData<fn(W)>,
}

/// What is known of an execution.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionDetails<T, E = Error> {
    /// Its id.
    pub id: ExecutionId,
    /// How far it is, and what came of it.
    pub status: ExecutionStatus<T, E>,
    /// When it was started.
    pub started: Timestamp,
    /// When it was over.
    pub ended: Option<Timestamp>,
    /// Why it cannot continue with the current code, if so. It continues once code that can is deployed.
    pub fault: Option<String>,
}

impl<W: Workflow> Execution<W> {
    /// Its id.
    pub fn id(&self) -> &ExecutionId {
        &self.id
    }

    /// How far it is, and what came of it.
    pub fn status(&self) -> BoxFuture<Result<ExecutionStatus<Value<W>, Failed<W>>>>
    where
        Value<W>: 'static,
        Failed<W>: 'static,
    {
        let record = self.record("status");
        Box::pin(async move { Ok(typed(record.await?.status)) })
    }

    /// What it gave. Does not wait: while the execution is not over this fails with `ExecutionPending`, and if it failed,
    /// with its error.
    pub fn result(&self) -> BoxFuture<Result<Value<W>>>
    where
        Value<W>: 'static,
    {
        let (id, record) = (self.id.clone(), self.record("result"));
        Box::pin(async move {
            match record.await?.status {
                ExecutionStatus::Succeeded(value) => value.read(),
                ExecutionStatus::Failed(error) => Err(error),
                ExecutionStatus::Pending => {
                    let message = format!("the execution `{id}` is not over: it has no result yet");
                    Err(Error::new("ExecutionPending", message))
                }
            }
        })
    }

    /// All that is known of it without its history.
    pub fn details(&self) -> BoxFuture<Result<ExecutionDetails<Value<W>, Failed<W>>>>
    where
        Value<W>: 'static,
        Failed<W>: 'static,
    {
        let record = self.record("details");
        Box::pin(async move { Ok(record.await?.into()) })
    }

    /// Asks it about its state, by the name that the workflow gave to `on_query`. Nothing is recorded, and the execution is
    /// not disturbed. Fails with `UnknownQuery` if the workflow has none of this name.
    ///
    /// On AWS the function that runs workflows brings the execution back from its history to answer.
    pub fn query<O: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        input: &impl serde::Serialize,
    ) -> BoxFuture<Result<O>> {
        mark!(".eventual.workflow.*.query");
        let (execution, name) = (self.id.as_str().to_owned(), name.to_owned());
        let (allowed, input) = (not_in_workflows("query"), Payload::of(input));
        Box::pin(async move {
            allowed?;
            let query = QueryExecution { execution, workflow: W::NAME, name, input: input? };
            host::query_execution(query).await?.read()
        })
    }

    /// What happened to it since its present run began, and what it decided each time.
    pub fn history(&self) -> BoxFuture<Result<Vec<Step>>> {
        mark!(".eventual.workflow.*.history");
        let (id, allowed) = (self.id.as_str().to_owned(), not_in_workflows("history"));
        Box::pin(async move {
            allowed?;
            host::execution_history(id, W::NAME).await
        })
    }

    /// Asks it to stop; it may clean up first. Fails with `ExecutionIsOver` if it is.
    pub fn cancel(&self, reason: impl Into<String>) -> BoxFuture<Result<()>> {
        mark!(".eventual.workflow.*.cancel");
        let (execution, reason) = (self.id.as_str().to_owned(), reason.into());
        let allowed = not_in_workflows("cancel");
        Box::pin(async move {
            allowed?;
            host::cancel_execution(CancelExecution { execution, workflow: W::NAME, reason }).await
        })
    }

    fn record(&self, asked: &str) -> impl Future<Output = Result<ExecutionRecord>> + Send + use<W> {
        mark!(".eventual.workflow.*.read");
        let allowed = not_in_workflows(asked);
        let id = self.id.as_str().to_owned();
        async move {
            allowed?;
            match host::execution(id.clone()).await? {
                Some(record) if record.workflow == W::NAME => Ok(record),
                Some(record) => Err(execution_not_found(&id, W::NAME, Some(&record.workflow))),
                None => Err(execution_not_found(&id, W::NAME, None)),
            }
        }
    }
}

/// A value of another shape than the workflow returns now is a failure that says so.
fn typed<T, E>(status: ExecutionStatus<Payload>) -> ExecutionStatus<T, E>
where
    T: serde::de::DeserializeOwned,
    E: Failure,
{
    match status {
        ExecutionStatus::Pending => ExecutionStatus::Pending,
        ExecutionStatus::Succeeded(value) => match value.read() {
            Ok(value) => ExecutionStatus::Succeeded(value),
            Err(error) => ExecutionStatus::Failed(E::from_error(error)),
        },
        ExecutionStatus::Failed(error) => ExecutionStatus::Failed(E::from_error(error)),
    }
}

impl<T, E> From<ExecutionRecord> for ExecutionDetails<T, E>
where
    T: serde::de::DeserializeOwned,
    E: Failure,
{
    fn from(record: ExecutionRecord) -> Self {
        Self {
            id: record.id.into(),
            status: typed(record.status),
            started: record.started,
            ended: record.ended,
            fault: record.fault,
        }
    }
}

impl<W: Workflow> Clone for Execution<W> {
    fn clone(&self) -> Self {
        Self { id: self.id.clone(), workflow: PhantomData }
    }
}

impl<W: Workflow> fmt::Debug for Execution<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution").field("workflow", &W::NAME).field("id", &self.id.as_str()).finish()
    }
}
