//! What earlier processes left in the store.

use eventual_runtime_orchestrator::{Message, StoreError};
use futures::FutureExt;

use super::keys::{Room, number};
use super::store::Store;
use super::stores::{Delayed, Invocation};
use super::timers::Due;
use super::world::{Here, Service, now, read};

/// A key and its value.
type Entry = (Vec<u8>, Vec<u8>);

/// A number above all that the store has, of these services.
pub(super) fn next_number(store: &Store, services: &[Service]) -> Result<u64, StoreError> {
    // Beyond the clock's milliseconds there is room for a million numbers in each.
    let mut next = now().as_millis() << 20;
    for service in services {
        for room in [Room::Message, Room::Delivery] {
            store.scan(&service.keys.room(room), None, true, |key, _| {
                next = next.max(number(key) + 1);
                false
            })?;
        }
        store.scan(&service.keys.room(Room::DeadLetter), None, false, |key, _| {
            next = next.max(number(key) + 1);
            true
        })?;
    }
    Ok(next)
}

impl Here {
    /// Goes on with everything that is on its way.
    pub(super) fn recover(&self) -> Result<(), StoreError> {
        for (key, text) in self.all(Room::Message)? {
            let message: Message = read("a message", &text)?;
            self.lane(&message.execution).push(number(&key), message);
        }
        let prefix = self.keys.room(Room::Delay).len();
        for (key, text) in self.all(Room::Delay)? {
            let Delayed { at, .. } = read("a message", &text)?;
            let name = String::from_utf8_lossy(key.get(prefix..).unwrap_or_default()).into_owned();
            self.world.timers.put(at, Due::Message { service: self.index, name });
        }
        for (_, text) in self.all(Room::Invocation)? {
            let invocation: Invocation = read("an attempt", &text)?;
            self.resume(invocation).now_or_never().unwrap_or(Ok(()))?;
        }
        for (key, text) in self.all(Room::Delivery)? {
            self.resume_delivery(number(&key), &text)?;
        }
        Ok(())
    }

    /// Everything in a room.
    fn all(&self, room: Room) -> Result<Vec<Entry>, StoreError> {
        let mut found = Vec::new();
        self.world.store.scan(&self.keys.room(room), None, false, |key, text| {
            found.push((key.to_vec(), text.to_vec()));
            true
        })?;
        Ok(found)
    }
}
