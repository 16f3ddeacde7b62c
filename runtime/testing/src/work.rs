//! Attempts of tasks.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use eventual_runtime_core::host::with_host;
use eventual_runtime_engine::{Error, Payload, Result, TaskContext, TaskInfo};
use eventual_runtime_orchestrator::{CallKey, Job, claim, finish};
use eventual_runtime_testing_memory::{Memory, at_once};
use futures::executor::block_on;

use crate::environment::TestEnvironment;
use crate::host::{Beats, TestHost};
use crate::mock::Behavior;

impl TestEnvironment {
    /// Runs a worker for an attempt.
    pub(crate) fn attempt(&self, call: &CallKey, attempt: u32) {
        let host = self.host();
        let memory = &host.memory;
        let worker = host.number().to_string();
        // Memory does not fail.
        let claimed = at_once(claim(memory, call, attempt, &worker, &worker, memory.now()));
        let Ok(Some(job)) = claimed else { return };
        let mock = self.with_world(|world| world.task_mocks.borrow_mut().next(&job.task));
        let result = match mock {
            Some(Behavior::Answer(result)) => Some(result),
            Some(Behavior::Invoke(body)) => Some(body(&job.input)),
            Some(Behavior::Timeout) => silence(memory, call, Error::TIMED_OUT),
            Some(Behavior::HeartbeatTimeout) => silence(memory, call, Error::HEARTBEAT_TIMED_OUT),
            None => run(&host, call, job),
        };
        // One that is left open is finished by its token.
        if let Some(result) = result {
            let _ = at_once(finish(memory, call, attempt, result));
        }
    }
}

/// An attempt that will not answer: its time-out ends it. Without one it fails at once, as nothing else
/// would.
fn silence(memory: &Memory, call: &CallKey, error_name: &str) -> Option<Result<Payload>> {
    let has_deadline = memory.state().task(call).is_some_and(|it| it.run.deadline().is_some());
    let message = "the mock let it time out; the task has no limit of its own";
    (!has_deadline).then(|| Err(Error::new(error_name, message)))
}

fn run(host: &Arc<TestHost>, call: &CallKey, job: Job) -> Option<Result<Payload>> {
    let Some(entry) = host.handlers.tasks.iter().find(|it| it.name == job.task).copied() else {
        let message = format!("the service has no task `{}`", job.task);
        return Some(Err(Error::new("TaskNotFound", message)));
    };
    let info = TaskInfo {
        task: job.task,
        execution: call.execution.clone(),
        attempt: job.attempt,
        idempotency_key: call.to_string(),
        token: job.token.to_string(),
        last_heartbeat: job.last_heartbeat,
    };
    let beats = Beats { host: Arc::clone(host), call: call.clone(), attempt: job.attempt };
    let body = async move { TaskContext::new(info, beats).run(entry, job.input).await };
    guarded(host, body).unwrap_or_else(|error| Some(Err(error)))
}

/// Runs user code to its end; a panic is an error.
pub(crate) fn guarded<T>(host: &Arc<TestHost>, code: impl Future<Output = T>) -> Result<T> {
    let code = with_host(Arc::<TestHost>::clone(host), code);
    catch_unwind(AssertUnwindSafe(|| block_on(code))).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        Error::new(Error::PANICKED, text.unwrap_or_default())
    })
}
