//! [`ExecutionHandle`]: an execution as a test sees it.

use std::fmt;
use std::marker::PhantomData;

use eventual_runtime_core::host::{CancelExecution, QueryExecution};
use eventual_runtime_core::workflow::{ExecutionId, ExecutionStatus};
use eventual_runtime_engine::{
    Error, Failure, Outcome, Payload, Result, Signal, SignalEntry, Step, Timestamp, Workflow,
};
use eventual_runtime_orchestrator::operations::history;
use eventual_runtime_testing_memory::at_once;

use crate::environment::TestEnvironment;

/// An execution of a workflow in a test environment.
pub struct ExecutionHandle<W: Workflow> {
    environment: TestEnvironment,
    id: ExecutionId,
    marker: PhantomData<fn(W)>,
}

impl<W: Workflow> ExecutionHandle<W> {
    pub(crate) fn new(environment: &TestEnvironment, id: ExecutionId) -> Self {
        Self { environment: environment.clone(), id, marker: PhantomData }
    }

    /// Its id.
    pub fn id(&self) -> &ExecutionId {
        &self.id
    }

    /// How far it is.
    ///
    /// # Panics
    /// If its value does not have the shape that the workflow returns.
    pub fn status(&self) -> ExecutionStatus<<W::Output as Outcome>::Value, <W::Output as Outcome>::Failure> {
        match self.row_status() {
            None | Some(ExecutionStatus::Pending) => ExecutionStatus::Pending,
            Some(ExecutionStatus::Succeeded(value)) => match value.read() {
                Ok(value) => ExecutionStatus::Succeeded(value),
                Err(error) => ExecutionStatus::Failed(Failure::from_error(error)),
            },
            Some(ExecutionStatus::Failed(error)) => ExecutionStatus::Failed(Failure::from_error(error)),
        }
    }

    /// Its error, if it failed, with cause, attempts and all.
    pub fn error(&self) -> Option<Error> {
        match self.row_status()? {
            ExecutionStatus::Failed(error) => Some(error),
            _ => None,
        }
    }

    fn row_status(&self) -> Option<ExecutionStatus<Payload>> {
        Some(self.environment.host().memory.state().row(self.id.as_str())?.status.clone())
    }

    /// Asks it about its state, by the name that the workflow gave to `on_query`.
    #[expect(clippy::panic, reason = "a test helper: a value without JSON form is a mistake of the test")]
    pub fn query<O: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        input: &impl serde::Serialize,
    ) -> Result<O> {
        let input = Payload::of(input).unwrap_or_else(|error| panic!("input of query `{name}`: {error}"));
        let (execution, name) = (self.id.as_str().to_owned(), name.to_owned());
        let query = QueryExecution { execution, workflow: W::NAME, name, input };
        self.environment.with_mocks(|| self.environment.host().query(query))?.read()
    }

    /// Sends it a signal, and lets happen what follows at once.
    #[expect(clippy::panic, reason = "a test helper: a value without JSON form is a mistake of the test")]
    pub fn send_signal<S: Signal>(&self, signal: S) {
        let payload = Payload::of(&signal).unwrap_or_else(|error| panic!("signal `{}`: {error}", S::NAME));
        let entry = SignalEntry { name: S::NAME.into(), payload, id: String::new() };
        // Of an execution that was not started there is nothing to tell.
        let _ = self.environment.host().signal(self.id.as_str(), entry);
        self.environment.settle();
    }

    /// Asks it to stop; it may clean up first.
    pub fn cancel(&self, reason: &str) {
        let execution = self.id.as_str().to_owned();
        let cancel = CancelExecution { execution, workflow: W::NAME, reason: reason.to_owned() };
        // What is over stays as it is.
        let _ = self.environment.host().cancel(cancel);
        self.environment.settle();
    }

    /// The steps of its present run.
    pub fn history(&self) -> Vec<Step> {
        at_once(history(&self.environment.host().memory, self.id.as_str(), None)).unwrap_or_default()
    }

    /// When its present run began.
    pub fn began(&self) -> Option<Timestamp> {
        Some(self.history().first()?.event.at)
    }
}

impl<W: Workflow> fmt::Debug for ExecutionHandle<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutionHandle").field("workflow", &W::NAME).field("id", &self.id.as_str()).finish()
    }
}
