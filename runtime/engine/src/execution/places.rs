//! Where in the source code the durable calls were made: kept only while somebody watches a replay.

use super::context::Context;
use super::divergence::Call;
use crate::journal::{Kind, Seq};
use std::collections::BTreeMap;
use std::panic::Location;

/// A line of somebody's source code.
pub type Place = &'static Location<'static>;

/// The places of all calls that were made so far.
#[derive(Default)]
pub(super) struct Places {
    calls: BTreeMap<Seq, Place>,
    /// Those who wait without a call, by their id.
    waits: BTreeMap<u32, Place>,
    /// By the id of the patch.
    patches: BTreeMap<String, Place>,
}

impl Places {
    #[cold]
    pub(super) fn call(&mut self, seq: Seq, place: Place) {
        self.calls.insert(seq, place);
    }

    pub(super) fn wait(&mut self, id: u32, place: Place) {
        self.waits.insert(id, place);
    }

    pub(super) fn patch(&mut self, id: &str, place: Place) {
        self.patches.entry(id.to_owned()).or_insert(place);
    }
}

/// Something that a workflow waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// The result of a call. A replay knows the name of the call from its history.
    Call {
        /// The call.
        seq: Seq,
        /// What sort of call.
        kind: Kind,
        /// Where it was made.
        place: Option<Place>,
    },
    /// A signal.
    Signal {
        /// Its name.
        name: String,
        /// Where the wait was made.
        place: Option<Place>,
    },
    /// A condition that does not hold.
    Condition {
        /// Where the condition was made.
        place: Option<Place>,
    },
    /// A cancellation.
    Cancellation {
        /// Where the wait was made.
        place: Option<Place>,
    },
}

impl Context {
    /// Where a call or patch was made, if somebody watches.
    pub(super) fn place(&self, call: &Call) -> Option<Place> {
        let state = self.state.borrow();
        let places = state.places.as_ref()?;
        match call.seq {
            Some(seq) => places.calls.get(&seq).copied(),
            None => places.patches.get(&call.name).filter(|_| call.kind == Kind::Patch).copied(),
        }
    }

    /// All that could wake the workflow: calls by number, then signals, conditions, cancellation.
    pub(super) fn waiting(&self) -> Vec<Waiting> {
        let state = self.state.borrow();
        let places = state.places.as_ref();
        let call = |seq: &Seq| places.and_then(|places| places.calls.get(seq).copied());
        let wait = |id: &u32| places.and_then(|places| places.waits.get(id).copied());
        let calls = state.slots.waiting();
        let calls = calls.into_iter().map(|(seq, kind)| Waiting::Call { seq, kind, place: call(&seq) });
        let signals = state.signals.waiting();
        let signals = signals.map(|(name, id)| Waiting::Signal { name: name.to_owned(), place: wait(&id) });
        let conditions = state.conditions.ids().map(|id| Waiting::Condition { place: wait(&id) });
        let cancellation = state.cancel_waiters.ids().map(|id| Waiting::Cancellation { place: wait(&id) });
        calls.chain(signals).chain(conditions).chain(cancellation).collect()
    }
}
