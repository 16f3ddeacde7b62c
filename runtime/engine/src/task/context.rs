//! [`TaskContext`]: what a task knows about the attempt it is.

use super::TaskEntry;
use crate::error::{Error, Result};
use crate::payload::Payload;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

/// What a task knows about the attempt it is, and how it reports that it is alive.
#[derive(Clone)]
pub struct TaskContext(Arc<Inner>);

struct Inner {
    info: TaskInfo,
    host: Option<Box<dyn TaskHost>>,
    /// Whether somebody with the token finishes the attempt.
    is_left: AtomicBool,
}

/// Which attempt of which call a task runs for.
#[derive(Clone, Debug, Default)]
pub struct TaskInfo {
    /// Name of the task.
    pub task: String,
    /// Id of the execution that called. Empty if the task was called directly.
    pub execution: String,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// The same for all attempts of one call and for no other call: send it along where the receiver can tell
    /// repetitions by it.
    pub idempotency_key: String,
    /// Lets another process finish the task. Empty where the host has no such thing.
    pub token: String,
    /// What the last heartbeat of the attempt before reported.
    pub last_heartbeat: Option<Payload>,
}

/// How a host takes heartbeats.
pub trait TaskHost: Send + Sync {
    /// Reports that the attempt is alive. Fails with [`Error::cancelled`] when the task should stop.
    fn heartbeat(&self, details: Option<Payload>) -> Pin<Box<dyn Future<Output = Result<()>> + Send + '_>>;
}

impl TaskContext {
    /// The context of an attempt run by a host.
    pub fn new(info: TaskInfo, host: impl TaskHost + 'static) -> Self {
        Self(Arc::new(Inner { info, host: Some(Box::new(host)), is_left: AtomicBool::new(false) }))
    }

    /// The context of a task that is called directly, outside of a workflow: attempt 1, heartbeats go nowhere.
    pub fn direct(task: &str) -> Self {
        let info = TaskInfo { task: task.to_owned(), attempt: 1, ..TaskInfo::default() };
        Self(Arc::new(Inner { info, host: None, is_left: AtomicBool::new(false) }))
    }

    /// Which attempt this is, from 1.
    pub fn attempt(&self) -> u32 {
        self.0.info.attempt
    }

    /// All that is known about the attempt.
    pub fn info(&self) -> &TaskInfo {
        &self.0.info
    }

    /// The same for all attempts of one call and for no other call.
    pub fn idempotency_key(&self) -> &str {
        &self.0.info.idempotency_key
    }

    /// Lets another process finish the task: give it to whoever will, then leave the attempt to them by
    /// [`finish_later`](Self::finish_later). Whoever has it can use it until the attempt is over.
    pub fn task_token(&self) -> &str {
        &self.0.info.token
    }

    /// Ends the work of this function and leaves the attempt open: who has the [token](Self::task_token) completes it,
    /// fails it, or reports that it is alive. Never returns. The time-outs of the task go on.
    ///
    /// Fails where the task was called directly: there nobody could finish it.
    pub async fn finish_later<T>(&self) -> Result<T> {
        if self.0.host.is_none() {
            let message = format!(
                "task `{}` was called directly; only in a workflow can it be finished later, by its token",
                self.0.info.task
            );
            return Err(Error::new("NotInAWorkflow", message).non_retryable());
        }
        self.0.is_left.store(true, Ordering::Release);
        std::future::pending().await
    }

    /// For hosts: runs an attempt in this context; `None`: it was left to whoever has the token.
    pub async fn run(&self, task: TaskEntry, input: Payload) -> Option<Result<Payload>> {
        let mut body = (task.run)(input, self.clone());
        poll_fn(|context| match body.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(Some(result)),
            Poll::Pending if self.0.is_left.load(Ordering::Acquire) => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    /// What the last heartbeat of the attempt before reported, if it has this shape.
    pub fn last_heartbeat<T: DeserializeOwned>(&self) -> Option<T> {
        self.0.info.last_heartbeat.as_ref()?.read().ok()
    }

    /// Reports that the attempt is alive. Fails with [`Error::cancelled`] when the task should stop.
    pub async fn heartbeat(&self) -> Result<()> {
        self.beat(None).await
    }

    /// The same, with what the next attempt needs to go on from here.
    pub async fn heartbeat_with(&self, details: &(impl Serialize + Sync)) -> Result<()> {
        self.beat(Some(Payload::of(details)?)).await
    }

    async fn beat(&self, details: Option<Payload>) -> Result<(), Error> {
        match &self.0.host {
            Some(host) => host.heartbeat(details).await,
            None => Ok(()),
        }
    }
}

impl fmt::Debug for TaskContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.info.fmt(f)
    }
}
