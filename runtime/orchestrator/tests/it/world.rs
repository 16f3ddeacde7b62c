//! What goes wrong in these tests, and a look at what is there afterwards.

use std::collections::VecDeque;
use std::time::Duration;

use eventual_runtime_engine::Timestamp;
use eventual_runtime_orchestrator::{CallKey, Message, Row};
use eventual_runtime_testing_memory::{Crash, Fault, Memory, Operation, Work};

/// A crash before or after an operation, counted from 0.
pub(crate) type At = (Crash, usize);

/// What goes wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    pub crashes: VecDeque<At>,
    /// Every delivery and invocation happens twice.
    pub duplicate: bool,
    /// Deliveries come in any order.
    pub reorder: bool,
    /// Two orchestrators work on each execution at once.
    pub two: bool,
    /// Messages take up to seconds.
    pub late: bool,
    pub seed: u64,
}

/// Random numbers that are the same for the same seed.
#[derive(Clone, Debug)]
pub(crate) struct Random(pub u64);

impl Random {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

/// A host in which this goes wrong.
pub(crate) fn world(faults: Faults) -> Memory {
    let memory = Memory::default();
    memory.state().keeps_json = true;
    memory.state().answer = Some(crate::workflows::answer);
    let Faults { mut crashes, duplicate, reorder, two, late, seed } = faults;
    let mut random = Random(seed);
    memory.disturb(move |operation, number| {
        let crash = crashes.pop_front_if(|(_, at)| *at <= number).map(|(crash, _)| crash);
        let longest = match operation {
            Operation::Send => 5_000,
            Operation::Delay => 3_000,
            _ => 0,
        };
        let delay = if late && longest > 0 { random.below(longest) as u64 } else { 0 };
        Fault {
            crash,
            // The driver of these tests doubles what it hands over and runs.
            is_doubled: duplicate && matches!(operation, Operation::Deliver | Operation::Work),
            delay: Duration::from_millis(delay),
            order: reorder.then(|| random.below(1 << 30) as u64),
            yields: two,
            // Like a queue, and unlike a scheduler; and what is taken back may come nevertheless.
            is_nameless: true,
        }
    });
    memory
}

/// Takes all messages that are due now.
pub(crate) fn take_messages(memory: &Memory) -> Vec<Message> {
    let messages = take(memory, |work| matches!(work, Work::Message(_)));
    let message = |work| if let Work::Message(message) = work { Some(message) } else { None };
    messages.into_iter().filter_map(message).collect()
}

/// Takes the next attempt that is due now.
pub(crate) fn take_attempt(memory: &Memory) -> (CallKey, u32) {
    let mut taken = false;
    let attempts =
        take(memory, |work| matches!(work, Work::Attempt { .. }) && !std::mem::replace(&mut taken, true));
    match attempts.into_iter().next() {
        Some(Work::Attempt { call, attempt }) => (call, attempt),
        other => panic!("{other:?}"),
    }
}

/// Takes what is meant of that which is due now, and leaves the rest.
fn take(memory: &Memory, mut is_meant: impl FnMut(&Work) -> bool) -> Vec<Work> {
    let mut state = memory.state();
    let (now, mut taken, mut left) = (state.now, Vec::new(), Vec::new());
    while let Some((at, work)) = state.agenda.take(now) {
        if is_meant(&work) {
            taken.push(work);
        } else {
            left.push((at, work));
        }
    }
    left.into_iter().for_each(|(at, work)| state.agenda.put(at, None, work));
    taken
}

/// Takes the first message that is held back.
pub(crate) fn take_delayed(memory: &Memory) -> Option<Message> {
    let mut state = memory.state();
    let delayed = std::iter::from_fn(|| state.agenda.take(Timestamp(u64::MAX)));
    let mut all: Vec<_> = delayed.collect();
    let at = all.iter().position(|(at, work)| *at > state.now && matches!(work, Work::Message(_)))?;
    let (_, work) = all.remove(at);
    all.into_iter().for_each(|(at, work)| state.agenda.put(at, None, work));
    match work {
        Work::Message(message) => Some(message),
        _ => None,
    }
}

pub(crate) fn row(memory: &Memory) -> Row {
    memory.state().row("it").unwrap().clone()
}
