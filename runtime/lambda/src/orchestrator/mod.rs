//! The function that runs the workflows. It takes messages from two queues: messages to executions, and messages that were
//! held back or report a dead worker.

mod batch;
mod failure;

use std::cell::RefCell;
use std::sync::{Mutex, OnceLock, PoisonError};

use eventual_runtime_aws_stores::{AwsStores, Deaths, answered, leave_last_words, now, question};
use eventual_runtime_core::log;
use eventual_runtime_engine::{Error, WorkflowEntry};
use eventual_runtime_orchestrator::{Message, Orchestrator, StoreError, operations};
use serde_json::json;

use self::batch::{Batch, Delivery};
use crate::{Answer, Invocation, InvocationError, bad_event, run};

/// Executions that crash the process this often are closed.
const MAX_SILENT_DEATHS: u32 = 2;
/// From this delivery of a message on, what keeps its execution from getting on is shown on it.
const BLAMED_FROM: u32 = 3;

/// A workflow, as the function that runs all workflows of a service lists it.
pub trait Orchestrated {
    /// The workflow without its types. Not generic, so it is compiled once, in the service's crate.
    fn workflow() -> WorkflowEntry;
}

static WORKFLOWS: OnceLock<fn() -> Vec<WorkflowEntry>> = OnceLock::new();
/// The execution that runs now.
static CURRENT: Mutex<Option<String>> = Mutex::new(None);

thread_local! {
    /// Lives as long as the process: what it keeps in memory need not be replayed.
    static WARM: RefCell<Option<Orchestrator<AwsStores<'static>>>> = const { RefCell::new(None) };
}

/// `main` of the Lambda function that runs these workflows; returns the exit code.
pub fn orchestrator_main(workflows: fn() -> Vec<WorkflowEntry>) -> i32 {
    WORKFLOWS.get_or_init(|| workflows);
    run(entry)
}

fn entry(invocation: Invocation) -> Answer {
    Box::pin(async move {
        let stores = AwsStores::of_process().map_err(|error| InvocationError {
            error_type: "ConfigurationFailed".to_owned(),
            message: error.to_string(),
        })?;
        if let Some(question) = question(&invocation.payload) {
            let workflows = WORKFLOWS.get().map(|it| it()).unwrap_or_default();
            return answered(operations::query(&stores, workflows, &question).await)
                .map_err(|error| InvocationError { error_type: error.name, message: error.message });
        }
        let batch = Batch::read(&invocation.payload).map_err(bad_event)?;
        let orchestrator = WARM.take().unwrap_or_else(|| begin(stores));
        let mut processor = BatchProcessor {
            stores,
            orchestrator,
            request_id: invocation.request_id,
            last_call: last_call(now().as_millis(), invocation.deadline_ms),
            failed: Vec::new(),
        };
        processor.process(batch).await;
        WARM.set(Some(processor.orchestrator));
        let failed: Vec<_> = processor.failed.iter().map(|id| json!({ "itemIdentifier": id })).collect();
        Ok(json!({ "batchItemFailures": failed }).to_string().into_bytes())
    })
}

/// The first invocation of a process.
fn begin(stores: AwsStores<'static>) -> Orchestrator<AwsStores<'static>> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // With unwinding the engine turns the panic into an error, and the process goes on.
        if cfg!(panic = "abort")
            && let Some(execution) = current().clone()
        {
            let text = panic.payload_as_str().unwrap_or("panicked without a message");
            leave_last_words(&execution, text);
        }
        before(panic);
    }));
    let workflows = WORKFLOWS.get().map(|it| it()).unwrap_or_default();
    Orchestrator::new(stores, workflows).most_warm_bytes(warm_bytes())
}

/// A tenth of the function's memory for the histories that are kept: alive they need several times their size.
fn warm_bytes() -> usize {
    let megabytes: usize =
        std::env::var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE").ok().and_then(|it| it.parse().ok()).unwrap_or(512);
    megabytes.saturating_mul(1 << 20) / 10
}

fn current() -> std::sync::MutexGuard<'static, Option<String>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Until when a further execution is begun: two thirds of the time. The last third is for what is under way then. Ignore
/// a deadline in the past (clock skew): keep working.
fn last_call(now_ms: u64, deadline_ms: u64) -> u64 {
    match deadline_ms.checked_sub(now_ms) {
        None | Some(0) => u64::MAX,
        Some(left) => now_ms + left / 3 * 2,
    }
}

struct BatchProcessor {
    stores: AwsStores<'static>,
    orchestrator: Orchestrator<AwsStores<'static>>,
    request_id: String,
    /// In milliseconds since the Unix epoch.
    last_call: u64,
    /// Ids of the records that must be delivered again.
    failed: Vec<String>,
}

impl BatchProcessor {
    async fn process(&mut self, batch: Batch) {
        let sorted = batch.sort(&self.stores).await;
        for (id, reason) in sorted.unreadable {
            self.refuse([id], "", &reason);
        }
        let (ids, relayed): (Vec<_>, Vec<_>) = sorted.relayed.into_iter().unzip();
        if let Err(error) = self.stores.relay(relayed).await {
            self.refuse(ids, "", &error.to_string());
        }
        let mut executions: Vec<_> = sorted.messages.into_iter().collect();
        // Run suspected crashers last.
        executions.sort_by_key(|(_, deliveries)| deliveries.iter().map(|it| it.received).max());
        for (execution, deliveries) in executions {
            if now().as_millis() > self.last_call {
                // Killed in the midst, all of the batch would come again.
                let ids = deliveries.into_iter().map(|it| it.id);
                self.refuse(ids, &execution, "there is no time left in this invocation");
                continue;
            }
            if let Err(error) = self.run(&execution, &deliveries).await {
                let ids = deliveries.into_iter().map(|it| it.id);
                self.refuse(ids, &execution, &error.to_string());
            }
        }
    }

    fn refuse(&mut self, ids: impl IntoIterator<Item = String>, execution: &str, reason: &str) {
        log::execution_error(&self.request_id, execution, reason);
        self.failed.extend(ids);
    }

    /// Hands an execution its messages, in the order in which they came.
    async fn run(&mut self, execution: &str, deliveries: &[Delivery]) -> Result<(), StoreError> {
        let received = deliveries.iter().map(|it| it.received).max().unwrap_or_default();
        let again = received > 1;
        if again {
            let deaths = self.stores.deaths(execution).await?;
            if let Some(error) = verdict(&deaths) {
                log::execution_error(&self.request_id, execution, &error.to_string());
                self.orchestrator.close(execution, error, now()).await?;
                return self.stores.survived(execution).await;
            }
            self.stores.dare(execution, &deaths).await?;
        }
        *current() = Some(execution.to_owned());
        let messages: Vec<Message> = deliveries.iter().map(|it| it.message.clone()).collect();
        let result = self.orchestrator.process(execution, &messages, now()).await;
        *current() = None;
        if again {
            self.stores.survived(execution).await?;
        }
        if let Err(error) = &result
            && received >= BLAMED_FROM
        {
            self.orchestrator.blame(execution, &error.to_string()).await?;
        }
        result
    }
}

/// Whether an execution must not be run again, and with which error it ends.
fn verdict(deaths: &Deaths) -> Option<Error> {
    if let Some(words) = &deaths.last_words {
        return Some(Error::new(Error::PANICKED, words.clone()).non_retryable());
    }
    (deaths.silent >= MAX_SILENT_DEATHS).then(|| {
        let message = format!(
            "the workflow ended the process that ran it {} times: it ran out of time or memory, or crashed",
            deaths.silent
        );
        Error::new("OrchestratorDied", message).non_retryable()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executions_are_begun_for_two_thirds_of_the_time() {
        assert_eq!(last_call(1_000, 31_000), 21_000);
        assert_eq!(last_call(31_000, 1_000), u64::MAX);
        assert_eq!(last_call(1_000, 0), u64::MAX);
    }

    #[test]
    fn last_words_close_an_execution_at_once_silence_later() {
        assert_eq!(verdict(&Deaths::default()), None);
        let deaths = |silent: u32, last_words: Option<&str>| {
            let note = json!({ "silent": silent, "last_words": last_words, "version": 1 });
            serde_json::from_value::<Deaths>(note).unwrap()
        };
        let silent = |count| verdict(&deaths(count, None));
        assert_eq!(silent(MAX_SILENT_DEATHS - 1), None);
        let message =
            "the workflow ended the process that ran it 2 times: it ran out of time or memory, or crashed";
        assert_eq!(silent(2), Some(Error::new("OrchestratorDied", message)));
        assert_eq!(verdict(&deaths(0, Some("no stock"))), Some(Error::new("Panicked", "no stock")));
    }
}
