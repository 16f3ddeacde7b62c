//! The decisions that a step had when it was recorded, ticked off as the code makes them again.

use super::divergence::Call;
use crate::journal::{Decision, Kind, Seq};

/// The recorded decisions of the step that is being replayed, in short: the step itself stays with the caller, who can
/// be asked for the rest when something does not fit.
#[derive(Default)]
pub(super) struct Recorded {
    calls: Vec<Short>,
    /// Patches and rejected signals, which stand first and are looked up by what they say.
    notes: Vec<Decision>,
    noted: Vec<bool>,
    /// How many calls were made again.
    matched: usize,
    /// Which ones, once they were not made in the recorded order; until then it is the first `matched`.
    out_of_order: Option<Vec<bool>>,
    /// The first call by number that was made now and is not recorded.
    unexpected: Option<(u64, Call)>,
}

/// A decision by what a replay compares.
struct Short {
    key: u64,
    name: u64,
}

impl Short {
    fn of(decision: &Decision) -> Self {
        match decision {
            // By far the most; the general way looks at the kind three times.
            Decision::Task { seq, name, .. } => {
                Self { key: Kind::Task.key(*seq), name: short_name(Kind::Task, name) }
            }
            other => Self { key: other.key(), name: short_name(other.kind(), other.name()) },
        }
    }
}

impl Recorded {
    pub(super) fn begin(&mut self, decisions: &[Decision]) {
        self.matched = 0;
        self.out_of_order = None;
        self.calls.clear();
        let is_note =
            |decision: &&Decision| matches!(decision, Decision::Patch { .. } | Decision::RejectSignal { .. });
        let notes = decisions.iter().take_while(is_note).count();
        if notes > 0 || !self.notes.is_empty() {
            self.notes = decisions[..notes].to_vec();
            self.noted = vec![false; notes];
        }
        self.calls.extend(decisions[notes..].iter().map(Short::of));
    }

    /// Ticks off the decision that the code made; `false` if it is not recorded. In program order, which is nearly always
    /// the recorded order too, this looks at one place only.
    pub(super) fn tick(&mut self, kind: Kind, seq: Seq, name: &str) -> bool {
        let key = kind.key(seq);
        let at = match self.calls.get(self.matched) {
            Some(next) if next.key == key => self.matched,
            _ => match self.calls.binary_search_by_key(&key, |call| call.key) {
                Ok(at) => at,
                Err(_) => return false,
            },
        };
        self.calls[at].name == short_name(kind, name) && self.mark(at)
    }

    /// Ticks off a note ([`Kind::Patch`], [`Kind::RejectSignal`]).
    pub(super) fn tick_note(&mut self, is_it: impl Fn(&Decision) -> bool) -> bool {
        let found = (0..self.notes.len()).find(|at| !self.noted[*at] && is_it(&self.notes[*at]));
        if let Some(at) = found {
            self.noted[at] = true;
        }
        found.is_some()
    }

    /// `false` if it was ticked off before.
    fn mark(&mut self, at: usize) -> bool {
        if at == self.matched && self.out_of_order.is_none() {
            self.matched += 1;
            return true;
        }
        if self.out_of_order.is_none() {
            let made = (0..self.calls.len()).map(|at| at < self.matched).collect();
            self.out_of_order = Some(made);
        }
        if let Some(made) = &mut self.out_of_order
            && std::mem::replace(&mut made[at], true)
        {
            return false;
        }
        self.matched += 1;
        true
    }

    /// Notes a decision that was not recorded.
    pub(super) fn unexpected(&mut self, kind: Kind, seq: Seq, name: &str) {
        let key = kind.key(seq);
        if self.unexpected.as_ref().is_none_or(|(first, _)| key < *first) {
            self.unexpected = Some((key, Call::new(kind, seq, name)));
        }
    }

    /// Whether all calls of the step went as recorded. `decisions` are the same as at the beginning.
    pub(super) fn finish(&mut self, decisions: &[Decision]) -> Result<(), Mismatch> {
        if self.matched == self.calls.len() && self.unexpected.is_none() && self.notes.is_empty() {
            return Ok(());
        }
        let is_made = |at: usize| match &self.out_of_order {
            _ if at < self.notes.len() => self.noted[at],
            None => at - self.notes.len() < self.matched,
            Some(made) => made[at - self.notes.len()],
        };
        // A patch that the code does not ask for any more is no contradiction.
        let missing = decisions
            .iter()
            .enumerate()
            .find(|(at, decision)| !is_made(*at) && decision.kind() != Kind::Patch);
        let recorded = missing.map(|(_, decision)| Call::of(decision));
        let made = self.unexpected.take().map(|(_, call)| call);
        if recorded.is_none() && made.is_none() {
            Ok(())
        } else {
            Err(Mismatch { recorded, made, data: None })
        }
    }

    /// Whether all data are as recorded, given that the calls are. Notes have no data of their own.
    pub(super) fn compare(&self, decisions: &[Decision], made: &[Decision]) -> Result<(), Mismatch> {
        let recorded = &decisions[self.notes.len()..];
        match recorded.iter().zip(made).find(|(recorded, made)| recorded != made) {
            None => Ok(()),
            Some((recorded, made)) => {
                let call = Some(Call::of(made));
                let data = Some(format!("{recorded:?} was recorded, {made:?} was made"));
                Err(Mismatch { recorded: call.clone(), made: call, data })
            }
        }
    }
}

/// How a step differs from its record.
pub(super) struct Mismatch {
    pub(super) recorded: Option<Call>,
    pub(super) made: Option<Call>,
    pub(super) data: Option<String>,
}

/// A name as a number that is quick to compare. What a failure is called is not what makes it the same.
fn short_name(kind: Kind, name: &str) -> u64 {
    if kind == Kind::Fail {
        return 0;
    }
    let (chunks, rest) = name.as_bytes().as_chunks::<8>();
    let last = rest.iter().fold(name.len() as u64, |last, byte| (last << 8) | u64::from(*byte));
    chunks.iter().fold(last, |hash, chunk| {
        (hash ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    })
}
