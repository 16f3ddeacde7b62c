//! The function of a task: it claims an attempt, runs it, and reports what came of it.

use std::future::Future;
use std::pin::Pin;

use eventual_runtime_aws_stores::{Attempt, AwsStores, now, unique_id};
use eventual_runtime_core::host::attempt_over;
use eventual_runtime_core::log;
use eventual_runtime_engine::{
    Error, Heartbeat, Payload, Result, Task, TaskContext, TaskEntry, TaskHost, TaskInfo,
};
use eventual_runtime_orchestrator::{CallKey, StoreError, claim, finish, heartbeat};

use crate::{Answer, Invocation, InvocationError, bad_event};

/// The entry of a task.
pub fn task_entry<T: Task>(invocation: Invocation) -> Answer {
    entry(invocation, TaskEntry::of::<T>())
}

fn entry(invocation: Invocation, task: TaskEntry) -> Answer {
    Box::pin(async move {
        let Attempt { call, attempt } = serde_json::from_slice(&invocation.payload)
            .map_err(|error| bad_event(format!("the payload is not an attempt of a task: {error}")))?;
        // What fails here fails the invocation; Lambda tells the relay queue, and the attempt is made again.
        let ran = run(&call, attempt, &invocation.request_id, task).await;
        ran.map(|()| b"null".to_vec()).map_err(|error| {
            log::error(&invocation.request_id, task.name, &error.to_string());
            InvocationError { error_type: error.name, message: error.message }
        })
    })
}

async fn run(call: &CallKey, attempt: u32, worker: &str, task: TaskEntry) -> Result<()> {
    let stores = AwsStores::of_process()?;
    let nonce = unique_id().map_err(failed)?;
    let Some(job) = claim(&stores, call, attempt, worker, &nonce, now()).await.map_err(failed)? else {
        // Another worker has it, or it is not wanted any more.
        return Ok(());
    };
    let info = TaskInfo {
        task: job.task,
        execution: call.execution.clone(),
        attempt,
        idempotency_key: call.to_string(),
        token: job.token.to_string(),
        last_heartbeat: job.last_heartbeat,
    };
    let context = TaskContext::new(info, Worker { stores, call: call.clone(), attempt });
    let Some(result) = context.run(task, job.input).await else {
        // It is finished from elsewhere, by its token.
        return Ok(());
    };
    if let Err(error) = &result {
        log::error(worker, task.name, &error.to_string());
    }
    finish(&stores, call, attempt, result).await.map_err(failed)
}

fn failed(error: StoreError) -> Error {
    Error::new("StoreFailed", error.to_string())
}

struct Worker {
    stores: AwsStores<'static>,
    call: CallKey,
    attempt: u32,
}

impl TaskHost for Worker {
    fn heartbeat(&self, details: Option<Payload>) -> Pin<Box<dyn Future<Output = Result<()>> + Send + '_>> {
        Box::pin(async move {
            let told = heartbeat(&self.stores, &self.call, self.attempt, details, now()).await;
            match told.map_err(failed)? {
                Heartbeat::Noted => Ok(()),
                Heartbeat::Cancelled => Err(Error::cancelled()),
                Heartbeat::Stale => Err(attempt_over()),
            }
        })
    }
}
