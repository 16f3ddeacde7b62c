//! The decisions that a step had when it was recorded, ticked off as the code makes them again.

use super::divergence::Call;
use crate::journal::{Decision, Kind, Seq};

/// The recorded decisions of the step that is being replayed.
#[derive(Default)]
pub(super) struct Recorded {
    decisions: Vec<Decision>,
    /// How many were made again.
    matched: usize,
    /// Which ones, once they were not made in the recorded order; until then it is the first `matched`.
    out_of_order: Option<Vec<bool>>,
    /// Decisions made now that were not recorded; the first is enough to report.
    unexpected: Option<(u64, Call)>,
    /// A decision whose data differ from what was recorded, in a strict replay.
    altered: Option<(Call, String)>,
}

impl Recorded {
    pub(super) fn begin(&mut self, decisions: Vec<Decision>) {
        self.decisions = decisions;
        self.matched = 0;
        self.out_of_order = None;
    }

    /// Finds and ticks off the decision that the code made. In program order, which is nearly always the recorded
    /// order too, this looks at one place only.
    pub(super) fn tick(&mut self, kind: Kind, seq: Seq, name: &str) -> Option<&Decision> {
        let key = kind.key(seq);
        let at = match self.decisions.get(self.matched) {
            Some(next) if next.key() == key => self.matched,
            _ => self.decisions.binary_search_by_key(&key, Decision::key).ok()?,
        };
        let found = &self.decisions[at];
        // The ends of a workflow share a key. How a failure is named is not what makes it the same.
        let same = found.kind() == kind && (kind == Kind::Fail || found.name() == name);
        if !same || !self.mark(at) {
            return None;
        }
        self.decisions.get(at)
    }

    /// Ticks off a note ([`Kind::Patch`], [`Kind::RejectSignal`]): these have no number and stand first.
    pub(super) fn tick_note(&mut self, is_it: impl Fn(&Decision) -> bool) -> bool {
        let notes = self.decisions.iter().take_while(|decision| decision.key() == 0);
        let found = notes.enumerate().find(|(at, note)| !self.is_made(*at) && is_it(note));
        found.map(|(at, _)| at).is_some_and(|at| self.mark(at))
    }

    fn is_made(&self, at: usize) -> bool {
        match &self.out_of_order {
            None => at < self.matched,
            Some(made) => made[at],
        }
    }

    /// `false` if it was ticked off before.
    fn mark(&mut self, at: usize) -> bool {
        if at != self.matched && self.out_of_order.is_none() {
            let made = (0..self.decisions.len()).map(|at| at < self.matched).collect();
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

    /// Notes that a decision was recorded with other data.
    pub(super) fn altered(&mut self, made: &Decision, recorded: String) {
        if self.altered.is_none() {
            self.altered = Some((Call::of(made), recorded));
        }
    }

    /// Whether all went as recorded. Else what was recorded and not made, and what was made and not recorded.
    pub(super) fn finish(&mut self) -> Result<(), Mismatch> {
        if self.matched == self.decisions.len() && self.unexpected.is_none() && self.altered.is_none() {
            return Ok(());
        }
        if let Some((call, recorded)) = self.altered.take() {
            return Err(Mismatch { recorded: Some(call.clone()), made: Some(call), data: Some(recorded) });
        }
        let unexpected = self.unexpected.take();
        // A patch that the code does not ask for any more is no contradiction.
        let missing = self.decisions.iter().enumerate();
        let missing = missing.filter(|(at, decision)| !self.is_made(*at) && decision.kind() != Kind::Patch);
        let recorded = missing.map(|(_, decision)| Call::of(decision)).next();
        let made = unexpected.map(|(_, call)| call);
        if recorded.is_none() && made.is_none() {
            Ok(())
        } else {
            Err(Mismatch { recorded, made, data: None })
        }
    }
}

/// How a step differs from its record.
pub(super) struct Mismatch {
    pub(super) recorded: Option<Call>,
    pub(super) made: Option<Call>,
    pub(super) data: Option<String>,
}
