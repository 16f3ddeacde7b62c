//! [`Agenda`]: what will happen, on a virtual clock.

use std::collections::BTreeMap;

use eventual_runtime_engine::{Payload, Timestamp};
use eventual_runtime_orchestrator::{CallKey, Message};

/// Something that will happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Work {
    /// A message reaches its execution.
    Message(Message),
    /// A worker runs an attempt of a task.
    Attempt {
        /// The call.
        call: CallKey,
        /// Which attempt, from 1.
        attempt: u32,
    },
    /// The bus carries an event: the place of the event in [`State::emitted`](crate::State::emitted).
    Event(usize),
    /// A subscription gets an event.
    Delivery(Delivery),
}

/// An event on its way to a subscription.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Which subscription of the service.
    pub subscription: usize,
    /// The event.
    pub event: BusEvent,
    /// Which attempt comes next, from 1.
    pub attempt: u32,
}

/// An event as the bus carries it.
#[derive(Clone, Debug, PartialEq)]
pub struct BusEvent {
    /// Its id on the bus.
    pub id: String,
    /// The emission that it comes from; `None`: it was not emitted by a service of this framework.
    pub origin: Option<String>,
    /// The service that emitted it.
    pub source: String,
    /// Its name.
    pub name: String,
    /// When it was emitted; `None`: not said.
    pub at: Option<Timestamp>,
    /// The event.
    pub detail: Payload,
}

/// Time, place among what is due at that time, number.
type Key = (Timestamp, u64, u64);

/// What will happen, by time; at one time in the order in which it was put in, unless it was put elsewhere.
#[derive(Debug, Default)]
pub struct Agenda {
    /// In boxes: a map moves what it holds.
    entries: BTreeMap<Key, Box<Entry>>,
    /// What can be taken back.
    names: BTreeMap<String, Key>,
    count: u64,
}

#[derive(Debug)]
struct Entry {
    name: Option<String>,
    work: Work,
}

impl Agenda {
    /// Puts work in. `order` is its place among what is due at the same time.
    pub fn put(&mut self, at: Timestamp, order: Option<u64>, work: Work) {
        self.insert(at, order, None, work);
    }

    /// Puts work in that can be taken back; it replaces what has the name.
    pub fn put_named(&mut self, at: Timestamp, order: Option<u64>, name: &str, work: Work) {
        self.forget(name);
        let key = self.insert(at, order, Some(name.to_owned()), work);
        self.names.insert(name.to_owned(), key);
    }

    fn insert(&mut self, at: Timestamp, order: Option<u64>, name: Option<String>, work: Work) -> Key {
        self.count += 1;
        let key = (at, order.unwrap_or(self.count), self.count);
        self.entries.insert(key, Box::new(Entry { name, work }));
        key
    }

    /// Takes back what has this name.
    pub fn forget(&mut self, name: &str) {
        if let Some(key) = self.names.remove(name) {
            self.entries.remove(&key);
        }
    }

    /// Takes what is due next, if that is by `until`.
    pub fn take(&mut self, until: Timestamp) -> Option<(Timestamp, Work)> {
        self.take_if(until, |_| true)
    }

    /// Takes messages of one execution that are due by `until`, as long as nothing else comes before them and
    /// up to a number.
    pub fn take_messages(&mut self, execution: &str, until: Timestamp, max: usize) -> Vec<Message> {
        let is_one = |work: &Work| matches!(work, Work::Message(message) if message.execution == execution);
        let mut messages = Vec::new();
        while messages.len() < max
            && let Some((_, Work::Message(message))) = self.take_if(until, is_one)
        {
            messages.push(message);
        }
        messages
    }

    fn take_if(&mut self, until: Timestamp, is_meant: impl Fn(&Work) -> bool) -> Option<(Timestamp, Work)> {
        let first = self.entries.first_entry()?;
        if first.key().0 > until || !is_meant(&first.get().work) {
            return None;
        }
        let ((at, ..), entry) = first.remove_entry();
        let Entry { name, work } = *entry;
        if let Some(name) = name {
            self.names.remove(&name);
        }
        Some((at, work))
    }

    /// How much there is.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing will happen.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(numbers: &[(u64, Option<u64>)]) -> Vec<usize> {
        let mut agenda = Agenda::default();
        for (number, (at, order)) in numbers.iter().enumerate() {
            agenda.put(Timestamp(*at), *order, Work::Event(number));
        }
        let taken = std::iter::from_fn(|| agenda.take(Timestamp(5)));
        taken.map(|(_, work)| if let Work::Event(number) = work { number } else { 0 }).collect()
    }

    #[test]
    fn work_comes_by_time_and_then_in_order_or_as_put() {
        assert_eq!(order(&[(5, None), (5, None), (3, None), (6, None)]), [2, 0, 1]);
        assert_eq!(order(&[(5, Some(9)), (5, Some(4)), (5, Some(4))]), [1, 2, 0]);
    }

    #[test]
    fn named_work_is_replaced_and_taken_back() {
        let mut agenda = Agenda::default();
        agenda.put_named(Timestamp(1), None, "a", Work::Event(1));
        agenda.put_named(Timestamp(2), None, "a", Work::Event(2));
        assert_eq!(agenda.take(Timestamp(9)), Some((Timestamp(2), Work::Event(2))));
        agenda.put_named(Timestamp(1), None, "b", Work::Event(3));
        agenda.forget("b");
        agenda.forget("a");
        assert!(agenda.is_empty());
    }
}
