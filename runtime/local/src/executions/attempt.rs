//! Attempts of tasks: claimed, run, reported.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use eventual_runtime_core::host::{attempt_over, with_host};
use eventual_runtime_engine::{Error, Heartbeat, Payload, Result, TaskContext, TaskHost, TaskInfo};
use eventual_runtime_orchestrator::{
    CallKey, Effects, Job, Message, Report, StoreError, TaskRecord, TaskTable, What, claim, finish, heartbeat,
};
use futures::FutureExt;
use uuid::Uuid;

use crate::busy::Work;
use crate::executions::handover::Owner;
use crate::executions::stores::Invocation;
use crate::handlers::{View, panic_text};
use crate::world::{ServiceHandle, now};

impl ServiceHandle {
    /// Starts a worker for an attempt.
    pub(crate) fn attempt(&self, invocation: Invocation) {
        if self.world.is_stopping() {
            // It is in the store, for the next process.
            return;
        }
        let (here, work) = (self.clone(), self.world.busy.begin());
        self.world.runtime.spawn(async move {
            let Invocation { call, attempt, .. } = &invocation;
            if let Err(error) = here.work(&invocation, work).await
                && !here.world.is_stopping()
            {
                here.world.sink.failed(&format!("attempt {attempt} of task call `{call}`: {error}"));
            }
        });
    }

    async fn work(&self, invocation: &Invocation, work: Work) -> std::result::Result<(), StoreError> {
        let Invocation { call, attempt, .. } = invocation;
        let worker = Uuid::now_v7().to_string();
        let nonce = Uuid::new_v4().simple().to_string();
        let Some(job) = claim(self, call, *attempt, &worker, &nonce, now()).await? else {
            return self.forget_unclaimed(call, *attempt).await;
        };
        // Before the body does anything that shows outside: a claim that is lost would be made again.
        self.world.store.settled(self.world.store.last()).await?;
        let (body, token) = (self.world.bodies.begin(), job.token.to_string());
        drop(work);
        let Some(result) = self.body(call, job).await else {
            // The holder of the token relies on it: the next process must not take the attempt for lost.
            self.forget_invocation(call, *attempt)?;
            return self.world.store.settled(self.world.store.last()).await;
        };
        let _work = self.world.busy.begin();
        let finished = finish(self, call, *attempt, result.clone()).await;
        if finished.is_err() && self.world.is_stopping() {
            // Another program has the state now.
            self.finish_elsewhere(&token, result).await;
            drop(body);
            return Ok(());
        }
        finished?;
        self.forget_invocation(call, *attempt)
    }

    /// Runs the body of a task; `None`: it was given up meanwhile, or left open.
    async fn body(&self, call: &CallKey, job: Job) -> Option<Result<Payload>> {
        let Some(entry) = self.handlers.tasks.iter().find(|it| it.name == job.task).copied() else {
            let message = format!("the service has no task `{}` any more", job.task);
            return Some(Err(Error::new("TaskNotFound", message)));
        };
        let view = Arc::new(View::of_task(self, &job.task, &call.execution));
        let info = TaskInfo {
            task: job.task,
            execution: call.execution.clone(),
            attempt: job.attempt,
            idempotency_key: call.to_string(),
            token: job.token.to_string(),
            last_heartbeat: job.last_heartbeat,
        };
        let token = job.token.to_string();
        let beats = Beats { here: self.clone(), call: call.clone(), attempt: job.attempt, token };
        let number = job.attempt;
        let running = self.world.runtime.spawn(async move {
            // One that is left open is finished by its token.
            let body = async move { TaskContext::new(info, beats).run(entry, job.input).await };
            let ended = AssertUnwindSafe(with_host(view, body)).catch_unwind().await;
            ended.unwrap_or_else(|panic| Some(Err(Error::new(Error::PANICKED, panic_text(&*panic)))))
        });
        self.attempts().insert(call.clone(), (number, running.abort_handle()));
        let result = running.await.ok().flatten();
        self.attempts().remove(call);
        result
    }

    /// The attempt was not for this worker. If another one runs it, the invocation belongs to that worker: if
    /// it were forgotten, the attempt would not be missed when the process dies.
    async fn forget_unclaimed(&self, call: &CallKey, attempt: u32) -> std::result::Result<(), StoreError> {
        let is_running = self.task(call).await?.is_some_and(|record| {
            record.outcome.is_none() && record.run.attempt() == attempt && record.run.due().is_none()
        });
        if is_running { Ok(()) } else { self.forget_invocation(call, attempt) }
    }

    pub(crate) fn forget_invocation(
        &self,
        call: &CallKey,
        attempt: u32,
    ) -> std::result::Result<(), StoreError> {
        self.world.store.write(|draft| {
            draft.remove(self.keys.invocation(call, attempt));
            Ok(())
        })?;
        Ok(())
    }

    /// Ends the body of an attempt that is not waited for: it took too long, or was finished by its token.
    pub(crate) fn give_up(&self, call: &CallKey, record: &TaskRecord) {
        let mut attempts = self.attempts();
        if let Some((number, body)) = attempts.get(call)
            && (record.outcome.is_some() || record.run.attempt() > *number)
        {
            body.abort();
            attempts.remove(call);
        }
    }

    /// Goes on with an attempt for which an earlier process started a worker.
    pub(crate) async fn resume(&self, invocation: Invocation) -> std::result::Result<(), StoreError> {
        if let Some(holder) = invocation.held.clone().filter(Owner::is_there) {
            self.watch(invocation, holder);
            return Ok(());
        }
        self.resume_lost(invocation).await
    }

    /// The same when no program has it any more.
    pub(crate) async fn resume_lost(&self, invocation: Invocation) -> std::result::Result<(), StoreError> {
        let Invocation { call, attempt, .. } = &invocation;
        let record = self.task(call).await?;
        match record {
            Some(record) if !record.worker.is_empty() && record.run.attempt() == *attempt => {
                let reason = "the local service ended while the task ran".to_owned();
                let report = Report::Lost { attempt: *attempt, worker: record.worker, reason };
                let what = What::Task { run: call.run, seq: call.seq, report };
                self.send(Message::new(&call.execution, what)).await?;
                self.forget_invocation(call, *attempt)
            }
            Some(_) => {
                self.attempt(invocation);
                Ok(())
            }
            None => self.forget_invocation(call, *attempt),
        }
    }
}

/// Heartbeats of an attempt.
struct Beats {
    here: ServiceHandle,
    call: CallKey,
    attempt: u32,
    token: String,
}

impl TaskHost for Beats {
    fn heartbeat(
        &self,
        details: Option<Payload>,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<()>> + Send + '_>> {
        Box::pin(async move {
            match heartbeat(&self.here, &self.call, self.attempt, details.clone(), now()).await {
                Ok(Heartbeat::Noted) => Ok(()),
                Ok(Heartbeat::Cancelled) => Err(Error::cancelled()),
                Ok(Heartbeat::Stale) => Err(attempt_over()),
                Err(_) if self.here.world.is_stopping() => {
                    self.here.beat_elsewhere(&self.token, details).await
                }
                Err(error) => Err(Error::new("HeartbeatFailed", error.0)),
            }
        })
    }
}
