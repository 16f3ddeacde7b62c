use std::fmt;
use std::marker::PhantomData;

use eventual_runtime_core::workflow::{ExecutionId, ExecutionStatus};
use eventual_runtime_engine::{
    Error, Failure, Occurrence, Outcome, Payload, Result, Signal, SignalEntry, Step, Timestamp, Workflow,
};

use super::TestEnvironment;

/// An execution of a workflow in a test environment.
pub struct ExecutionHandle<W: Workflow> {
    environment: TestEnvironment,
    id: ExecutionId,
    marker: PhantomData<fn(W)>,
}

impl<W: Workflow> ExecutionHandle<W> {
    pub(super) fn new(environment: &TestEnvironment, id: ExecutionId) -> Self {
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
        let status =
            self.environment.with_world(|world| world.runs.get(self.id.as_str()).map(|it| it.status.clone()));
        match status {
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
        self.environment.with_world(|world| match &world.runs.get(self.id.as_str())?.status {
            ExecutionStatus::Failed(error) => Some(error.clone()),
            _ => None,
        })
    }

    /// Asks it about its state, by the name that the workflow gave to `on_query`.
    #[expect(clippy::panic, reason = "a test helper: a value without JSON form is a mistake of the test")]
    pub fn query<O: serde::de::DeserializeOwned>(
        &self,
        name: &str,
        input: &impl serde::Serialize,
    ) -> Result<O> {
        let input = Payload::of(input).unwrap_or_else(|error| panic!("input of query `{name}`: {error}"));
        self.environment.with_world(|world| world.host.query(self.id.as_str(), W::NAME, name, &input))?.read()
    }

    /// Sends it a signal, and lets happen what follows at once.
    #[expect(clippy::panic, reason = "a test helper: a value without JSON form is a mistake of the test")]
    pub fn send_signal<S: Signal>(&self, signal: S) {
        let payload = Payload::of(&signal).unwrap_or_else(|error| panic!("signal `{}`: {error}", S::NAME));
        let entry = SignalEntry { name: S::NAME.into(), payload, id: String::new() };
        self.happen(Occurrence::Signal(Box::new(entry)));
    }

    /// Asks it to stop; it may clean up first.
    pub fn cancel(&self, reason: &str) {
        self.happen(Occurrence::CancelRequested { reason: reason.to_owned() });
    }

    /// The steps of its present run.
    pub fn history(&self) -> Vec<Step> {
        let steps =
            |world: &mut super::world::World| world.runs.get(self.id.as_str()).map(|it| it.history.clone());
        self.environment.with_world(steps).unwrap_or_default()
    }

    /// When its present run began.
    pub fn began(&self) -> Option<Timestamp> {
        self.environment.with_world(|world| world.runs.get(self.id.as_str())?.began())
    }

    fn happen(&self, what: Occurrence) {
        self.environment.with_world(|world| world.send(self.id.as_str(), None, what));
        self.environment.settle();
    }
}

impl<W: Workflow> fmt::Debug for ExecutionHandle<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutionHandle").field("workflow", &W::NAME).field("id", &self.id.as_str()).finish()
    }
}
