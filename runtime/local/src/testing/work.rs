use std::collections::BTreeMap;

use eventual_runtime_core::event::EventInfo;
use eventual_runtime_engine::{Occurrence, Seq, Timestamp};
use serde_json::Value;

/// A task call or child of one run of an execution.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CallKey {
    pub(super) execution: String,
    pub(super) run: u32,
    pub(super) seq: Seq,
}

/// Something that will happen.
#[derive(Clone, Debug)]
pub(super) enum Work {
    /// Something happens to a run of an execution; `None`: whichever run it has then.
    Occur { execution: String, run: Option<u32>, what: Occurrence },
    /// An attempt of a task may begin.
    Attempt { call: CallKey, number: u32 },
    /// A time-out of a task may be over.
    Expire { call: CallKey },
    /// A subscription gets an event.
    Deliver { subscription: usize, event: EventInfo, detail: Value, attempt: u32 },
}

/// What will happen, by time; at one time in the order in which it was put in, or shuffled by a seed.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    entries: BTreeMap<(Timestamp, u64, u64), Work>,
    count: u64,
    seed: Option<u64>,
}

impl Agenda {
    pub(super) fn new(seed: Option<u64>) -> Self {
        Self { seed, ..Self::default() }
    }

    pub(super) fn put(&mut self, at: Timestamp, work: Work) {
        self.count += 1;
        let order = self.seed.map_or(self.count, |seed| shuffle(seed, self.count));
        self.entries.insert((at, order, self.count), work);
    }

    /// Takes what is due by `until`, with its time.
    pub(super) fn take(&mut self, until: Timestamp) -> Option<(Timestamp, Work)> {
        let entry = self.entries.first_entry().filter(|it| it.key().0 <= until)?;
        let ((at, ..), work) = entry.remove_entry();
        Some((at, work))
    }
}

/// A number that looks random and is the same for the same seed (SplitMix64, Steele, Lea, Flood 2014).
fn shuffle(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(seed: Option<u64>) -> Vec<u32> {
        let mut agenda = Agenda::new(seed);
        for number in 0..8 {
            let call = CallKey { execution: String::new(), run: 0, seq: 0 };
            agenda.put(Timestamp(5), Work::Attempt { call, number });
        }
        let numbers = std::iter::from_fn(|| agenda.take(Timestamp(5)));
        numbers.map(|(_, work)| if let Work::Attempt { number, .. } = work { number } else { 0 }).collect()
    }

    #[test]
    fn what_is_due_at_one_time_is_ordered_or_shuffled() {
        assert_eq!(order(None), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(order(Some(1)), order(Some(1)));
        assert_ne!(order(Some(1)), order(None));
        assert!(Agenda::default().take(Timestamp(5)).is_none());
    }
}
