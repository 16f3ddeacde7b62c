//! What the worker of a task does besides running it: claim, heartbeat, finish.

use eventual_runtime_engine::{Attempt, Error, Heartbeat, Payload, Timestamp};

use crate::error::StoreError;
use crate::message::{CallKey, Report};
use crate::operations::TaskToken;
use crate::record::TaskRecord;
use crate::report::arm;
use crate::stores::{Effects, Stores, TaskTable, Written};

/// An attempt that may run: once.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Name of the task.
    pub task: String,
    /// Its input.
    pub input: Payload,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// Lets another process finish the attempt.
    pub token: TaskToken,
    /// What the last heartbeat of the attempt before reported.
    pub last_heartbeat: Option<Payload>,
}

/// Claims an attempt for a worker. `worker` identifies this invocation, as the host will name it if it dies; `nonce` is at
/// least 128 random bits, which nobody else knows: who knows them may finish the attempt ([`TaskToken`]). `None`: another
/// worker has it, or it is not wanted any more.
pub async fn claim(
    stores: &impl Stores,
    call: &CallKey,
    attempt: u32,
    worker: &str,
    nonce: &str,
    now: Timestamp,
) -> Result<Option<Job>, StoreError> {
    loop {
        let Some(mut record) = stores.task(call).await? else { return Ok(None) };
        // The answer to a claim may get lost: then it is there, and known by what nobody else knows.
        let is_ours = record.worker == worker && record.nonce == nonce;
        if let Some(claimed) = record.run.running(attempt).filter(|_| is_ours) {
            return Ok(Some(job(call, record, claimed)));
        }
        // Who started this worker knew that it is due, whatever the clock here says.
        let now = record.run.due().map_or(now, |due| now.max(due));
        let Some(claimed) = record.run.claim(attempt, now) else { return Ok(None) };
        worker.clone_into(&mut record.worker);
        nonce.clone_into(&mut record.nonce);
        // Before the claim counts: a claimed attempt without a deadline would never be given up.
        arm(stores, call, &mut record, now).await?;
        record.version += 1;
        if stores.put_task(call, &record).await? == Written::Committed {
            return Ok(Some(job(call, record, claimed)));
        }
    }
}

fn job(call: &CallKey, record: TaskRecord, claimed: Attempt) -> Job {
    let Attempt { number: attempt, last_heartbeat } = claimed;
    let token = TaskToken { call: call.clone(), attempt, nonce: record.nonce };
    Job { task: record.task, input: record.input, attempt, token, last_heartbeat }
}

/// Gives a sign of life.
pub async fn heartbeat(
    stores: &impl TaskTable,
    call: &CallKey,
    attempt: u32,
    details: Option<Payload>,
    now: Timestamp,
) -> Result<Heartbeat, StoreError> {
    loop {
        let Some(mut record) = stores.task(call).await? else { return Ok(Heartbeat::Stale) };
        let answer = record.run.heartbeat(attempt, details.clone(), now);
        if answer == Heartbeat::Stale {
            return Ok(answer);
        }
        record.version += 1;
        if stores.put_task(call, &record).await? == Written::Committed {
            return Ok(answer);
        }
    }
}

/// Reports what came of an attempt.
pub async fn finish(
    effects: &impl Effects,
    call: &CallKey,
    attempt: u32,
    result: Result<Payload, Error>,
) -> Result<(), StoreError> {
    effects.send(call.message(Report::Ended { attempt, result })).await
}
