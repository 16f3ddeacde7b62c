use std::fmt;

use eventual_runtime_engine::{Error, Payload, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::host::{self, TaskReport};
use crate::mark::mark;
use crate::middleware::BoxFuture;

/// The right to finish an attempt of a task, from anywhere in the service: the task found it in its context
/// (`context.task_token()`), gave it away and said `context.finish_later().await`.
///
/// ```
/// # use eventual_runtime_core::workflow::TaskToken;
/// # async fn approve(token: String) -> eventual_runtime_engine::Result<()> {
/// TaskToken::from(token).complete(&true).await
/// # }
/// ```
///
/// Whoever has it can use it, until the attempt is over. What is used too late, or twice, fails with `AttemptOver`, what is
/// no token of an attempt with `BadToken`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct TaskToken(String);

impl TaskToken {
    /// The token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Finishes the attempt with a value of the task's output type. A value of another shape is seen when the workflow
    /// reads it.
    pub fn complete(&self, value: &(impl Serialize + ?Sized)) -> BoxFuture<Result<()>> {
        let value = Payload::of(value);
        let token = self.clone();
        Box::pin(async move { token.tell(TaskReport::Ended(Ok(value?))).await })
    }

    /// Finishes the attempt with an error. Another one follows if the task's retry policy allows it.
    pub fn fail(&self, error: impl Into<Error>) -> BoxFuture<Result<()>> {
        self.tell(TaskReport::Ended(Err(error.into())))
    }

    /// Reports that the attempt is alive. Fails with [`Error::cancelled`] when it should stop.
    pub fn heartbeat(&self) -> BoxFuture<Result<()>> {
        self.tell(TaskReport::Alive(None))
    }

    /// The same, with what the next attempt needs to go on from here.
    pub fn heartbeat_with(&self, details: &impl Serialize) -> BoxFuture<Result<()>> {
        let details = Payload::of(details);
        let token = self.clone();
        Box::pin(async move { token.tell(TaskReport::Alive(Some(details?))).await })
    }

    fn tell(&self, report: TaskReport) -> BoxFuture<Result<()>> {
        mark!(".eventual.task.*.finish");
        Box::pin(host::report_task(self.0.clone(), report))
    }
}

impl From<String> for TaskToken {
    fn from(token: String) -> Self {
        Self(token)
    }
}

impl From<&str> for TaskToken {
    fn from(token: &str) -> Self {
        Self(token.to_owned())
    }
}

/// Not the token: who reads a log may not finish tasks.
impl fmt::Debug for TaskToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TaskToken")
    }
}
