//! What is due at a time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eventual_runtime_engine::Timestamp;
use eventual_runtime_orchestrator::StoreError;
use tokio::sync::Notify;

use crate::executions::stores::Delayed;
use crate::store::Keyspace;
use crate::world::{ServiceHandle, World, now, read, written};

/// The clock may be set, and a laptop sleeps: the time is looked at so often at least.
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// What is due, and when. Only a reminder: the store is asked whether it still is.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    agenda: Mutex<Agenda>,
    changed: Notify,
}

/// By time, and then in the order in which it was put in.
#[derive(Debug, Default)]
struct Agenda {
    entries: BTreeMap<(Timestamp, u64), Due>,
    count: u64,
}

/// What can be due.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    /// A message that was held back.
    Message { service: usize, name: String },
    /// Another try to deliver an event.
    Delivery { service: usize, number: u64 },
}

impl Timers {
    pub(crate) fn put(&self, at: Timestamp, due: Due) {
        let is_first = {
            let mut agenda = self.agenda.lock().unwrap_or_else(PoisonError::into_inner);
            agenda.count += 1;
            let key = (at, agenda.count);
            agenda.entries.insert(key, due);
            agenda.entries.first_key_value().is_some_and(|(first, _)| *first == key)
        };
        if is_first {
            self.wake();
        }
    }

    pub(crate) fn wake(&self) {
        self.changed.notify_one();
    }

    /// What is due by now, and how long nothing else will be.
    fn take(&self, now: Timestamp) -> (Vec<Due>, Duration) {
        let mut agenda = self.agenda.lock().unwrap_or_else(PoisonError::into_inner);
        let later = agenda.entries.split_off(&(Timestamp(now.0 + 1), 0));
        let due = std::mem::replace(&mut agenda.entries, later).into_values().collect();
        let next = agenda.entries.first_key_value().map_or(MAX_PAUSE, |((at, _), _)| at.since(now));
        (due, next.min(MAX_PAUSE))
    }
}

/// Does what is due, until the world stops.
pub(crate) async fn run(world: Arc<World>) {
    while !world.is_stopping() {
        let (due, pause) = world.timers.take(now());
        let is_empty = due.is_empty();
        for due in due {
            let done = match &due {
                Due::Message { service, name } => {
                    ServiceHandle { world: Arc::clone(&world), index: *service }.release(name)
                }
                Due::Delivery { service, number } => {
                    ServiceHandle { world: Arc::clone(&world), index: *service }.deliver(*number);
                    Ok(())
                }
            };
            if let Err(error) = done {
                world.sink.failed(&error.0);
            }
        }
        if is_empty {
            let _ = tokio::time::timeout(pause, world.timers.changed.notified()).await;
        }
    }
}

impl ServiceHandle {
    /// Sends a message that was held back, if it still is to be sent and its time has come.
    fn release(&self, name: &str) -> Result<(), StoreError> {
        let store = &self.world.store;
        let (sent, _) = store.write(|draft| {
            let key = self.keys.named(Keyspace::Delay, name);
            let Some(text) = draft.get(&key)? else { return Ok(None) };
            let Delayed { at, message } = read("a message", &text)?;
            if at > now() {
                // Another one of this name took its place, and has its own reminder.
                return Ok(None);
            }
            let number = self.world.number();
            draft.remove(key);
            draft.put(self.keys.numbered(Keyspace::Message, number), written(&message)?);
            Ok(Some((number, message)))
        })?;
        if let Some((number, message)) = sent {
            self.shard(&message.execution).push(number, message);
        }
        Ok(())
    }
}
