//! What earlier processes left in the store.

use eventual_runtime_orchestrator::{Message, StoreError};
use futures::FutureExt;

use crate::executions::stores::{Delayed, Invocation};
use crate::executions::timers::Due;
use crate::store::{Keyspace, Store, number};
use crate::world::{Service, ServiceHandle, now, read};

/// A key and its value.
type Entry = (Vec<u8>, Vec<u8>);

/// A number above all that the store has, of these services.
pub(crate) fn next_number(store: &Store, services: &[Service]) -> Result<u64, StoreError> {
    // Beyond the clock's milliseconds there is keyspace for a million numbers in each.
    let mut next = now().as_millis() << 20;
    for service in services {
        for keyspace in [Keyspace::Message, Keyspace::Delivery] {
            store.scan(&service.keys.keyspace(keyspace), None, true, |key, _| {
                next = next.max(number(key) + 1);
                false
            })?;
        }
        store.scan(&service.keys.keyspace(Keyspace::DeadLetter), None, false, |key, _| {
            next = next.max(number(key) + 1);
            true
        })?;
    }
    Ok(next)
}

impl ServiceHandle {
    /// Goes on with everything that is on its way.
    pub(crate) fn recover(&self) -> Result<(), StoreError> {
        for (key, text) in self.all(Keyspace::Message)? {
            let message: Message = read("a message", &text)?;
            self.shard(&message.execution).push(number(&key), message);
        }
        let prefix = self.keys.keyspace(Keyspace::Delay).len();
        for (key, text) in self.all(Keyspace::Delay)? {
            let Delayed { at, .. } = read("a message", &text)?;
            let name = String::from_utf8_lossy(key.get(prefix..).unwrap_or_default()).into_owned();
            self.world.timers.put(at, Due::Message { service: self.index, name });
        }
        for (_, text) in self.all(Keyspace::Invocation)? {
            let invocation: Invocation = read("an attempt", &text)?;
            self.resume(invocation).now_or_never().unwrap_or(Ok(()))?;
        }
        for (key, text) in self.all(Keyspace::Delivery)? {
            self.resume_delivery(number(&key), &text)?;
        }
        Ok(())
    }

    /// Everything in a keyspace.
    fn all(&self, keyspace: Keyspace) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        self.world.store.scan(&self.keys.keyspace(keyspace), None, false, |key, text| {
            found.push((key.to_vec(), text.to_vec()));
            true
        })?;
        Ok(found)
    }
}
