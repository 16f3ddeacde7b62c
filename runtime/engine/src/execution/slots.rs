//! Where results of durable calls wait for those who asked.

use crate::error::Error;
use crate::journal::{Kind, Seq};
use crate::payload::Payload;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::task::{Poll, Waker};

/// The calls that were sent and whose result was not taken yet.
#[derive(Default)]
pub(super) struct Slots {
    /// Where the only call of sequential code stays; one among others in any other code.
    first: Option<(Seq, Slot)>,
    more: HashMap<Seq, Slot, BuildHasherDefault<SeqHasher>>,
    pending: usize,
}

enum Slot {
    /// `waker` is `None` for the waker of the root future, which is woken by every result anyway.
    Pending {
        kind: Kind,
        waker: Option<Waker>,
        shielded: bool,
    },
    Done(Answer),
}

/// What came of a call.
pub(crate) enum Answer {
    Value(Payload),
    Failed(Box<Error>),
    Fired,
}

impl Answer {
    fn fits(&self, kind: Kind) -> bool {
        matches!(self, Self::Fired) == (kind == Kind::Timer)
    }
}

impl Slots {
    /// Opens a slot for a call that is just being polled.
    pub(super) fn open(&mut self, seq: Seq, kind: Kind, shielded: bool, polled_by: &Waker, root: &Waker) {
        let mut waker = None;
        remember(&mut waker, polled_by, root);
        let slot = Slot::Pending { kind, waker, shielded };
        self.pending += 1;
        if self.first.is_none() {
            self.first = Some((seq, slot));
        } else {
            self.more.insert(seq, slot);
        }
    }

    fn get(&self, seq: Seq) -> Option<&Slot> {
        match &self.first {
            Some((first, slot)) if *first == seq => Some(slot),
            _ => self.more.get(&seq),
        }
    }

    fn get_mut(&mut self, seq: Seq) -> Option<&mut Slot> {
        match &mut self.first {
            Some((first, slot)) if *first == seq => Some(slot),
            _ => self.more.get_mut(&seq),
        }
    }

    fn remove(&mut self, seq: Seq) -> Option<Slot> {
        match &self.first {
            Some((first, _)) if *first == seq => self.first.take().map(|(_, slot)| slot),
            _ => self.more.remove(&seq),
        }
    }

    /// How many calls have no result yet.
    pub(super) fn pending(&self) -> usize {
        self.pending
    }

    /// Whether a result of this sort would be news.
    pub(super) fn expects(&self, seq: Seq, fired: bool) -> bool {
        matches!(self.get(seq), Some(Slot::Pending { kind, .. }) if fired == (*kind == Kind::Timer))
    }

    /// Stores a result. `None` if nobody waits for it; else the waker to wake, `Some(None)` being the root's.
    pub(super) fn answer(&mut self, seq: Seq, answer: Answer) -> Option<Option<Waker>> {
        let slot = self.get_mut(seq)?;
        match slot {
            Slot::Pending { kind, waker, .. } if answer.fits(*kind) => {
                let waker = waker.take();
                *slot = Slot::Done(answer);
                self.pending -= 1;
                Some(waker)
            }
            _ => None,
        }
    }

    /// Takes the result, or remembers whom to wake. A call whose slot is gone was cut off by a cancellation, and stays
    /// pending for ever.
    pub(super) fn poll(&mut self, seq: Seq, polled_by: &Waker, root: &Waker) -> Poll<Answer> {
        match self.get_mut(seq) {
            Some(Slot::Done(_)) => match self.remove(seq) {
                Some(Slot::Done(answer)) => Poll::Ready(answer),
                _ => Poll::Pending,
            },
            Some(Slot::Pending { waker, .. }) => {
                remember(waker, polled_by, root);
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }

    /// Forgets a call. `true` if it had no result yet.
    pub(super) fn close(&mut self, seq: Seq) -> bool {
        let was_pending = matches!(self.remove(seq), Some(Slot::Pending { .. }));
        self.pending -= usize::from(was_pending);
        was_pending
    }

    /// The calls without a result that a cancellation cuts off, in the order they were made.
    pub(super) fn interruptible(&self) -> Vec<(Seq, Kind)> {
        self.unanswered(|shielded| !shielded)
    }

    /// The calls without a result, in the order they were made.
    pub(super) fn waiting(&self) -> Vec<(Seq, Kind)> {
        self.unanswered(|_| true)
    }

    fn unanswered(&self, wanted: impl Fn(bool) -> bool) -> Vec<(Seq, Kind)> {
        let first = self.first.iter().map(|(seq, slot)| (seq, slot));
        let mut calls: Vec<_> = first
            .chain(&self.more)
            .filter_map(|(seq, slot)| match slot {
                Slot::Pending { kind, shielded, .. } if wanted(*shielded) => Some((*seq, *kind)),
                _ => None,
            })
            .collect();
        calls.sort_unstable();
        calls
    }
}

/// Keeps a waker only where it says more than "the root future": sequential code then never counts references.
pub(super) fn remember(kept: &mut Option<Waker>, polled_by: &Waker, root: &Waker) {
    if polled_by.will_wake(root) {
        *kept = None;
    } else if !kept.as_ref().is_some_and(|kept| kept.will_wake(polled_by)) {
        *kept = Some(polled_by.clone());
    }
}

/// Multiplicative hashing of one number: calls are numbered by us, so nobody can make them collide.
#[derive(Default)]
struct SeqHasher(u64);

impl Hasher for SeqHasher {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }
    fn write_u32(&mut self, n: u32) {
        self.0 = (self.0 ^ u64::from(n)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}
