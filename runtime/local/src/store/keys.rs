//! Where things are in the store: `<service> 0 <keyspace> ...`. Parts of free length that are followed by
//! others carry their length, so that no two keys are the same.

use eventual_runtime_engine::Timestamp;
use eventual_runtime_orchestrator::CallKey;

/// Keys of one service.
#[derive(Clone, Debug)]
pub(crate) struct Keys(Vec<u8>);

/// What is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Keyspace {
    /// Segments of histories.
    History = b'h' as isize,
    /// Rows of executions.
    Execution = b'e' as isize,
    /// Executions by the time of their start.
    Started = b's' as isize,
    /// Task calls.
    Task = b't' as isize,
    /// Messages to executions, in order.
    Message = b'm' as isize,
    /// Messages held back, by name.
    Delay = b'd' as isize,
    /// Attempts of tasks for which a worker was started.
    Invocation = b'i' as isize,
    /// Events on their way to a subscription.
    Delivery = b'v' as isize,
    /// Events that a subscription could not take.
    DeadLetter = b'x' as isize,
    /// What handlers log, in order.
    Log = b'l' as isize,
}

impl Keys {
    pub(crate) fn new(service: &str) -> Self {
        let mut prefix = service.as_bytes().to_vec();
        prefix.push(0);
        Self(prefix)
    }

    /// What all keys of a keyspace begin with.
    pub(crate) fn keyspace(&self, keyspace: Keyspace) -> Vec<u8> {
        let mut key = Vec::with_capacity(self.0.len() + 64);
        key.extend_from_slice(&self.0);
        key.push(keyspace as u8);
        key
    }

    pub(crate) fn named(&self, keyspace: Keyspace, name: &str) -> Vec<u8> {
        let mut key = self.keyspace(keyspace);
        key.extend_from_slice(name.as_bytes());
        key
    }

    pub(crate) fn numbered(&self, keyspace: Keyspace, number: u64) -> Vec<u8> {
        let mut key = self.keyspace(keyspace);
        key.extend_from_slice(&number.to_be_bytes());
        key
    }

    pub(crate) fn segment(&self, execution: &str, number: u64) -> Vec<u8> {
        let mut key = self.keyspace(Keyspace::History);
        part(&mut key, execution);
        key.extend_from_slice(&number.to_be_bytes());
        key
    }

    pub(crate) fn started(&self, at: Timestamp, execution: &str) -> Vec<u8> {
        let mut key = self.numbered(Keyspace::Started, at.as_millis());
        key.extend_from_slice(execution.as_bytes());
        key
    }

    pub(crate) fn task(&self, call: &CallKey) -> Vec<u8> {
        self.call(Keyspace::Task, call)
    }

    pub(crate) fn invocation(&self, call: &CallKey, attempt: u32) -> Vec<u8> {
        let mut key = self.call(Keyspace::Invocation, call);
        key.extend_from_slice(&attempt.to_be_bytes());
        key
    }

    /// All dead letters of a subscription.
    pub(crate) fn dead_letters(&self, subscription: &str) -> Vec<u8> {
        let mut key = self.keyspace(Keyspace::DeadLetter);
        part(&mut key, subscription);
        key
    }

    pub(crate) fn dead_letter(&self, subscription: &str, number: u64) -> Vec<u8> {
        let mut key = self.dead_letters(subscription);
        key.extend_from_slice(&number.to_be_bytes());
        key
    }

    fn call(&self, keyspace: Keyspace, call: &CallKey) -> Vec<u8> {
        let mut key = self.keyspace(keyspace);
        part(&mut key, &call.execution);
        key.extend_from_slice(&call.run.to_be_bytes());
        key.extend_from_slice(&call.seq.to_be_bytes());
        key
    }
}

/// The number at the end of a key.
pub(crate) fn number(key: &[u8]) -> u64 {
    key.last_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

fn part(key: &mut Vec<u8>, text: &str) {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    key.extend_from_slice(&length.to_be_bytes());
    key.extend_from_slice(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_different_things_differ() {
        let keys = Keys::new("orders");
        assert_ne!(keys.segment("a", 1), keys.segment("a\0", 1));
        let call = |execution: &str, run| CallKey { execution: execution.to_owned(), run, seq: 0 };
        assert_ne!(keys.task(&call("a", 0)), keys.task(&call("a\0", 0)));
        assert_ne!(keys.invocation(&call("a", 0), 1), keys.invocation(&call("a", 0), 2));
        assert!(keys.dead_letter("tell", 1).starts_with(&keys.dead_letters("tell")));
        assert!(!keys.dead_letter("teller", 1).starts_with(&keys.dead_letters("tell")));
        assert_eq!(number(&keys.numbered(Keyspace::Message, 77)), 77);
    }
}
