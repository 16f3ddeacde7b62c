//! Listing executions without knowing their ids.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use eventual_runtime_engine::{Outcome, Result, Timestamp, Workflow};

use super::{ExecutionDetails, not_in_workflows};
use crate::host::{self, ExecutionQuery, ExecutionRecord, ExecutionRecords, ExecutionState};
use crate::mark::mark;

/// What a list says of an execution of a workflow.
pub type Listed<W> = ExecutionDetails<
    <<W as Workflow>::Output as Outcome>::Value,
    <<W as Workflow>::Output as Outcome>::Failure,
>;

/// A list of executions that is about to be asked for: `process_order.executions().pending().limit(20).await?`.
///
/// What was started a moment ago may be missing: on AWS the list is an index that follows the table.
#[must_use = "executions are listed when this is awaited"]
pub struct ListExecutions<W: Workflow> {
    query: ExecutionQuery,
    workflow: PhantomData<fn(W)>,
}

/// Part of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ExecutionPage<D> {
    /// The newest first.
    pub executions: Vec<D>,
    /// [`ListExecutions::after`] takes it and gives what follows. `None`: nothing follows.
    pub next: Option<String>,
}

impl<W: Workflow> ListExecutions<W> {
    pub(super) fn new() -> Self {
        Self { query: ExecutionQuery::new(W::NAME), workflow: PhantomData }
    }

    /// Only those that are not over.
    pub fn pending(self) -> Self {
        self.state(ExecutionState::Running)
    }

    /// Only those that succeeded.
    pub fn succeeded(self) -> Self {
        self.state(ExecutionState::Succeeded)
    }

    /// Only those that failed, timed out or were cancelled.
    pub fn failed(self) -> Self {
        self.state(ExecutionState::Failed)
    }

    /// Only those that were started then or later.
    pub fn started_after(mut self, time: Timestamp) -> Self {
        self.query.started_after = Some(time);
        self
    }

    /// Only those that were started earlier than then.
    pub fn started_before(mut self, time: Timestamp) -> Self {
        self.query.started_before = Some(time);
        self
    }

    /// At most so many, 1 to [`ExecutionQuery::MAX_LIMIT`]; what is outside is taken as the next number inside. 50 if nothing is said.
    pub fn limit(mut self, limit: usize) -> Self {
        self.query.limit = limit.clamp(1, ExecutionQuery::MAX_LIMIT);
        self
    }

    /// What follows a page: its [`next`](ExecutionPage::next).
    pub fn after(mut self, next: impl Into<String>) -> Self {
        self.query.cursor = Some(next.into());
        self
    }

    fn state(mut self, state: ExecutionState) -> Self {
        self.query.state = Some(state);
        self
    }
}

impl<W: Workflow> IntoFuture for ListExecutions<W> {
    type Output = Result<ExecutionPage<Listed<W>>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        mark!(".eventual.workflow.*.list");
        let allowed = not_in_workflows("executions");
        let query = self.query;
        Box::pin(async move {
            allowed?;
            Ok(host::executions(query).await?.into())
        })
    }
}

impl<D: From<ExecutionRecord>> From<ExecutionRecords> for ExecutionPage<D> {
    fn from(found: ExecutionRecords) -> Self {
        let executions = found.executions.into_iter().map(D::from).collect();
        Self { executions, next: found.next }
    }
}

impl<W: Workflow> fmt::Debug for ListExecutions<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListExecutions").field(&self.query).finish()
    }
}
