//! [`Warm`]: the executions in memory.

use std::collections::BTreeMap;

use crate::live::Live;

/// Executions that were seen lately, within limits: who was not seen for the longest time is let go first.
#[derive(Debug)]
pub(crate) struct Warm {
    live: BTreeMap<String, (u64, Live)>,
    /// Ids by when they were seen.
    seen: BTreeMap<u64, String>,
    bytes: usize,
    count: u64,
    pub(crate) most: usize,
    pub(crate) most_bytes: usize,
}

impl Warm {
    pub(crate) fn new(most: usize, most_bytes: usize) -> Self {
        Self { live: BTreeMap::new(), seen: BTreeMap::new(), bytes: 0, count: 0, most, most_bytes }
    }

    /// Takes an execution out.
    pub(crate) fn take(&mut self, id: &str) -> Option<Live> {
        let (at, live) = self.live.remove(id)?;
        self.seen.remove(&at);
        self.bytes -= live.bytes;
        Some(live)
    }

    /// Keeps an execution, if it fits.
    pub(crate) fn keep(&mut self, id: &str, live: Live) {
        self.take(id);
        if self.most == 0 || live.bytes > self.most_bytes {
            return;
        }
        while self.live.len() >= self.most || self.bytes + live.bytes > self.most_bytes {
            let Some((_, oldest)) = self.seen.first_key_value() else { break };
            let oldest = oldest.clone();
            self.take(&oldest);
        }
        self.count += 1;
        self.bytes += live.bytes;
        self.seen.insert(self.count, id.to_owned());
        self.live.insert(id.to_owned(), (self.count, live));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Start;
    use crate::row::Row;
    use eventual_runtime_engine::{Payload, Timestamp};

    fn live(bytes: usize) -> Live {
        let input = Payload::null();
        let start = Start { workflow: "w".to_owned(), input, timeout: None, parent: None };
        let mut live = Live::new("it", &Row::new(&start, Timestamp(0)));
        live.bytes = bytes;
        live
    }

    fn kept(warm: &Warm) -> Vec<&str> {
        warm.live.keys().map(String::as_str).collect()
    }

    #[test]
    fn who_was_not_seen_for_the_longest_time_is_let_go() {
        let mut warm = Warm::new(2, 1_000);
        warm.keep("a", live(1));
        warm.keep("b", live(1));
        let a = warm.take("a").unwrap();
        warm.keep("a", a);
        warm.keep("c", live(1));
        assert_eq!(kept(&warm), ["a", "c"]);
        assert!(warm.take("b").is_none());
    }

    #[test]
    fn large_histories_count_for_more() {
        let mut warm = Warm::new(100, 1_000);
        for id in ["a", "b", "c"] {
            warm.keep(id, live(400));
        }
        assert_eq!((kept(&warm), warm.bytes), (vec!["b", "c"], 800));
        warm.keep("d", live(1_001));
        assert_eq!(kept(&warm), ["b", "c"]);
        warm.keep("b", live(1_000));
        assert_eq!((kept(&warm), warm.bytes), (vec!["b"], 1_000));
    }
}
