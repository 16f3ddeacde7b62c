use std::fmt;
use std::pin::Pin;
use std::time::Duration;

use eventual_runtime_engine::{
    ChildOptions, Payload, Result, Workflow, WorkflowFn, check_name, in_workflow, start_child,
};

use super::ExecutionId;
use crate::host::{self, StartExecution};

/// A workflow that can be started by name from the service's code. `#[workflow]` implements it.
pub trait Startable: Workflow {
    /// Marks in the binary that this workflow is started: synth reads it and grants the permission.
    #[doc(hidden)]
    fn touch();
}

/// Starts a workflow by the name of its function: `process_order.start(order).await?`.
pub trait StartWorkflow<A>: WorkflowFn<A> {
    /// Starts an execution and does not wait for it. Nothing happens until this is awaited.
    fn start(self, input: impl Into<<Self::Workflow as Workflow>::Input>) -> Start<Self::Workflow>
    where
        Self::Workflow: Startable,
    {
        Start { input: input.into(), name: None, timeout: None }
    }
}

impl<A, F: WorkflowFn<A>> StartWorkflow<A> for F {}

/// A workflow that is about to be started.
#[must_use = "a workflow is started when `.start(..)` is awaited"]
pub struct Start<W: Workflow> {
    input: W::Input,
    name: Option<String>,
    timeout: Option<Duration>,
}

impl<W: Workflow> Start<W> {
    /// Names the execution. Starting the same name with the same input again is the same execution; with another
    /// input it is an error.
    pub fn name(mut self, name: impl fmt::Display) -> Self {
        self.name = Some(name.to_string());
        self
    }

    /// With another limit than the workflow's own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}

impl<W: Startable> IntoFuture for Start<W> {
    type Output = Result<ExecutionId>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<ExecutionId>> + Send>>;

    #[track_caller]
    fn into_future(self) -> Self::IntoFuture {
        W::touch();
        let Self { input, name, timeout } = self;
        if in_workflow() {
            let options = ChildOptions { execution: name, timeout, parent_close: None };
            let started = start_child::<W>(&input, options);
            return Box::pin(std::future::ready(started.map(|child| child.execution.into())));
        }
        let input = Payload::of(&input);
        let named = name.as_deref().map_or(Ok(()), check_name);
        Box::pin(async move {
            named?;
            let start = StartExecution { workflow: W::NAME, name, input: input?, timeout };
            host::start_execution(start).await.map(ExecutionId::from)
        })
    }
}

impl<W: Workflow> fmt::Debug for Start<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Start").field("workflow", &W::NAME).field("name", &self.name).finish_non_exhaustive()
    }
}
