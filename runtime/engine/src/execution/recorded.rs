//! The decisions that a step had when it was recorded, ticked off as the code makes them again.

use super::divergence::Call;
use crate::journal::{Decision, Kind, Seq};

/// The recorded decisions of the step that is being replayed.
#[derive(Default)]
pub(super) struct Recorded {
    decisions: Vec<Decision>,
    /// Which ones were made again. Only as long as the last one that was.
    made: Vec<bool>,
    matched: usize,
    /// Decisions made now that were not recorded; the first is enough to report.
    unexpected: Option<(u64, Call)>,
    /// A decision whose data differ from what was recorded, in a strict replay.
    altered: Option<(Call, String)>,
}

impl Recorded {
    pub(super) fn begin(&mut self, decisions: Vec<Decision>) {
        self.made.clear();
        self.made.resize(decisions.len(), false);
        self.decisions = decisions;
        self.matched = 0;
    }

    /// Finds and ticks off the decision that the code made. In program order, which is nearly always the recorded
    /// order too, this looks at one place only.
    pub(super) fn tick(&mut self, kind: Kind, seq: Seq, name: &str) -> Option<&Decision> {
        let key = kind.key(seq);
        let fits = |decision: &Decision| decision.key() == key;
        let at = match self.decisions.get(self.matched) {
            Some(next) if fits(next) => self.matched,
            _ => self.decisions.binary_search_by_key(&key, Decision::key).ok()?,
        };
        let found = &self.decisions[at];
        if self.made[at] || found.kind() != kind || (kind != Kind::Fail && found.name() != name) {
            return None;
        }
        self.made[at] = true;
        self.matched += 1;
        Some(found)
    }

    /// Ticks off a note ([`Kind::Patch`], [`Kind::RejectSignal`]): these have no number and stand first.
    pub(super) fn tick_note(&mut self, is_it: impl Fn(&Decision) -> bool) -> bool {
        let notes = self.decisions.iter().take_while(|decision| decision.key() == 0);
        for (at, note) in notes.enumerate() {
            if !self.made[at] && is_it(note) {
                self.made[at] = true;
                self.matched += 1;
                return true;
            }
        }
        false
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
        if let Some((call, recorded)) = self.altered.take() {
            return Err(Mismatch { recorded: Some(call.clone()), made: Some(call), data: Some(recorded) });
        }
        let unexpected = self.unexpected.take();
        if self.matched == self.decisions.len() && unexpected.is_none() {
            return Ok(());
        }
        // A patch that the code does not ask for any more is no contradiction.
        let missing = self.decisions.iter().enumerate();
        let missing = missing.filter(|(at, decision)| !self.made[*at] && decision.kind() != Kind::Patch);
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
