//! Threads on which executions live. An execution is not `Send`: it stays on the thread that its id leads to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use eventual_runtime_core::host::{Host, enter_host};
use eventual_runtime_orchestrator::{Message, Orchestrator};
use futures::FutureExt;

use crate::handlers::View;
use crate::store::Keyspace;
use crate::world::{ServiceHandle, now};

/// So many messages of an execution become one step of its history at most.
const MAX_BATCH: usize = 100;
/// Pause after the store failed.
const PAUSE: Duration = Duration::from_millis(500);

/// What waits for the executions of one thread: messages with their numbers in the store.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    inbox: Mutex<Vec<(u64, Message)>>,
    wake: Condvar,
}

impl Shard {
    pub(crate) fn push(&self, number: u64, message: Message) {
        self.inbox().push((number, message));
        self.wake.notify_one();
    }

    pub(crate) fn wake(&self) {
        // Locked, so that no thread is between looking and waiting.
        let _inbox = self.inbox();
        self.wake.notify_all();
    }

    fn inbox(&self) -> MutexGuard<'_, Vec<(u64, Message)>> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What came, in order; `None`: the world stops.
    fn take(&self, here: &ServiceHandle) -> Option<Vec<(u64, Message)>> {
        let mut inbox = self.inbox();
        loop {
            if here.world.is_stopping() {
                return None;
            }
            if !inbox.is_empty() {
                return Some(std::mem::take(&mut *inbox));
            }
            inbox = self.wake.wait(inbox).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Runs the executions of a shard until the world stops.
pub(crate) fn run(here: &ServiceHandle, index: usize) {
    let Some(shard) = here.shards.get(index) else { return };
    let host: Arc<dyn Host> = Arc::new(View::of_workflows(here));
    let mut orchestrator = Orchestrator::new(here.clone(), here.handlers.workflows.iter().copied());
    enter_host(host, || {
        while let Some(messages) = shard.take(here) {
            let _work = here.world.busy.begin();
            let mut executions: BTreeMap<String, Vec<(u64, Message)>> = BTreeMap::new();
            for (number, message) in messages {
                executions.entry(message.execution.clone()).or_default().push((number, message));
            }
            for (execution, mut messages) in executions {
                while !messages.is_empty() {
                    let rest = messages.split_off(messages.len().min(MAX_BATCH));
                    process(here, &mut orchestrator, &execution, messages);
                    messages = rest;
                }
            }
        }
    });
}

fn process(
    here: &ServiceHandle,
    orchestrator: &mut Orchestrator<ServiceHandle>,
    execution: &str,
    messages: Vec<(u64, Message)>,
) {
    if here.world.is_stopping() {
        // They are in the store, for the next process.
        return;
    }
    let (numbers, messages): (Vec<u64>, Vec<Message>) = messages.into_iter().unzip();
    // The store never makes anybody wait, so this is over when it is first polled.
    let processed = orchestrator.process(execution, &messages, now()).now_or_never();
    let done = processed.unwrap_or(Ok(())).and_then(|()| {
        here.world.store.write(|draft| {
            numbers.iter().for_each(|number| draft.remove(here.keys.numbered(Keyspace::Message, *number)));
            Ok(())
        })
    });
    if let Err(error) = done {
        if !here.world.is_stopping() {
            here.world.sink.failed(&format!("execution `{execution}`: {error}"));
            std::thread::sleep(PAUSE);
        }
        let shard = here.shard(execution);
        numbers.into_iter().zip(messages).for_each(|(number, message)| shard.push(number, message));
    }
}
