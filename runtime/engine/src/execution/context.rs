//! The part of an execution that its durable calls share.

use super::divergence::Fault;
use super::places::Places;
use super::recorded::Recorded;
use super::signals::Signals;
use super::slots::{Answer, Slots};
use super::spawned::Spawns;
use super::waiters::Waiters;
use crate::error::{Error, Result};
use crate::journal::{Decision, Kind, ParentClose, Seq, mix};
use crate::payload::Payload;
use crate::time::Timestamp;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::panic::Location;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Poll, Waker};

/// A workflow that makes more calls than this in one step without waiting will not stop by itself.
const MAX_CALLS_IN_A_STEP: u32 = 1_000_000;

const NOT_IN_QUERY: &str = "a query only looks: it cannot make durable calls";

/// What durable calls see of their execution. Shared by `Rc`: an execution stays on its thread.
pub(crate) struct Context {
    pub(super) state: RefCell<State>,
    /// The waker of the root future; leaves polled with it need not keep one.
    pub(super) root: Waker,
    /// Whether something woke the root future without a waker.
    pub(super) root_woken: Cell<bool>,
    /// Whether there was ever more to look after than the root future: handlers, conditions, sub-tasks. Most workflows have
    /// none, and their steps are quicker.
    pub(super) has_more: Cell<bool>,
    /// Tells live copies apart, also of one execution, for calls that hold no reference to their context.
    pub(crate) token: NonZeroU64,
    pub(super) workflow: &'static str,
    pub(super) execution: Box<str>,
    pub(super) run: u32,
}

pub(super) struct State {
    pub(super) now: Timestamp,
    pub(super) mode: Mode,
    pub(super) next_seq: Seq,
    /// Where this step began to count.
    pub(super) first_seq: Seq,
    /// Numbers those who wait without a call: for signals, conditions, cancellation; and spawned futures.
    next_id: u32,
    /// Counts what may have changed what conditions look at.
    pub(super) activity: u64,
    pub(super) slots: Slots,
    /// Decisions made in this step, when live.
    pub(super) made: Vec<Decision>,
    /// Decisions recorded of this step, when replaying.
    pub(super) recorded: Recorded,
    pub(super) end: Option<Decision>,
    pub(super) fault: Option<Fault>,
    /// Why it was asked to stop, if it was.
    pub(super) cancelled: Option<Box<str>>,
    /// How many `uncancellable` futures are being polled inside of each other.
    pub(super) shields: u32,
    pub(super) conditions: Waiters,
    pub(super) cancel_waiters: Waiters,
    pub(super) signals: Signals,
    pub(super) spawns: Spawns,
    pub(super) patches: BTreeMap<String, bool>,
    pub(super) children: BTreeMap<Seq, ParentClose>,
    pub(super) queries: Vec<(&'static str, Rc<super::query::Handler>)>,
    pub(super) random: u64,
    /// Where the calls were made, if somebody watches a replay.
    pub(super) places: Option<Box<Places>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Decisions are collected.
    Live,
    /// Decisions are compared with the recorded ones by number, kind and name.
    Replay,
    /// And by their data.
    Strict,
    /// A query is answered: nothing may be decided.
    Query,
}

impl Context {
    pub(super) fn new(
        root: Waker,
        workflow: &'static str,
        started: &crate::journal::Started,
        now: Timestamp,
    ) -> Self {
        let state = State {
            now,
            mode: Mode::Live,
            next_seq: 0,
            first_seq: 0,
            next_id: 0,
            activity: 0,
            slots: Slots::default(),
            made: Vec::new(),
            recorded: Recorded::default(),
            end: None,
            fault: None,
            cancelled: None,
            shields: 0,
            conditions: Waiters::default(),
            cancel_waiters: Waiters::default(),
            signals: Signals::default(),
            spawns: Spawns::default(),
            patches: BTreeMap::new(),
            children: BTreeMap::new(),
            queries: Vec::new(),
            random: started.seed,
            places: None,
        };
        Self {
            state: RefCell::new(state),
            root,
            root_woken: Cell::new(false),
            has_more: Cell::new(false),
            token: next_token(),
            workflow,
            execution: started.execution.as_str().into(),
            run: started.run,
        }
    }

    /// Refuses what would change the execution while a query is answered.
    #[expect(clippy::panic, reason = "unwinds the query, which catches it and answers with an error")]
    pub(crate) fn deny_in_query(&self) {
        if self.state.borrow().mode == Mode::Query {
            panic!("{NOT_IN_QUERY}");
        }
    }

    /// Gives the next call its number.
    #[expect(clippy::panic, reason = "unwinds the workflow, whose turn catches it and fails the execution")]
    #[track_caller]
    pub(crate) fn mint(&self) -> Seq {
        let mut state = self.state.borrow_mut();
        if state.mode == Mode::Query {
            panic!("{NOT_IN_QUERY}");
        }
        let seq = state.next_seq;
        if seq - state.first_seq >= MAX_CALLS_IN_A_STEP {
            panic!("more than {MAX_CALLS_IN_A_STEP} durable calls were made without waiting for one");
        }
        state.next_seq += 1;
        if let Some(places) = &mut state.places {
            places.call(seq, Location::caller());
        }
        seq
    }

    /// Numbers something that waits, without taking a number from the calls: adding a wait for a signal to a workflow
    /// does not move the calls behind it.
    #[track_caller]
    pub(crate) fn mint_id(&self) -> u32 {
        self.deny_in_query();
        let mut state = self.state.borrow_mut();
        state.next_id += 1;
        let id = state.next_id;
        if let Some(places) = &mut state.places {
            places.wait(id, Location::caller());
        }
        id
    }

    /// Makes a decision. `make` runs only if its data are needed, outside of any borrow as it may be user code; when it
    /// fails there is no decision, live as on replay.
    pub(crate) fn decide(
        &self,
        kind: Kind,
        seq: Seq,
        name: &str,
        make: impl FnOnce() -> Result<Decision>,
    ) -> Result<()> {
        let mode = self.state.borrow().mode;
        match mode {
            Mode::Live => {
                let decision = make()?;
                self.state.borrow_mut().made.push(decision);
            }
            Mode::Replay => {
                if !self.state.borrow_mut().recorded.tick(kind, seq, name) {
                    make()?;
                    self.state.borrow_mut().recorded.unexpected(kind, seq, name);
                }
            }
            Mode::Strict => {
                let decision = make()?;
                let mut state = self.state.borrow_mut();
                if !state.recorded.tick(kind, seq, name) {
                    state.recorded.unexpected(kind, seq, name);
                }
                state.made.push(decision);
            }
            Mode::Query => {}
        }
        Ok(())
    }

    /// Makes the decision that opens a call with a result, when the call is first polled.
    pub(crate) fn call(
        &self,
        kind: Kind,
        seq: Seq,
        name: &str,
        polled_by: &Waker,
        make: impl FnOnce() -> Result<Decision>,
    ) -> Result<()> {
        let mut state = self.state.borrow_mut();
        let as_recorded = state.mode == Mode::Replay && state.recorded.tick(kind, seq, name);
        if !as_recorded {
            drop(state);
            self.decide(kind, seq, name, make)?;
            state = self.state.borrow_mut();
        }
        let shielded = state.shielded();
        state.slots.open(seq, kind, shielded, polled_by, &self.root);
        Ok(())
    }

    pub(crate) fn poll_call(&self, seq: Seq, polled_by: &Waker) -> Poll<Answer> {
        let mut state = self.state.borrow_mut();
        let answer = state.slots.poll(seq, polled_by, &self.root);
        if answer.is_ready() {
            state.activity += 1;
        }
        answer
    }

    /// Reports that a value of the history cannot be read: the step is given up.
    pub(crate) fn unreadable(&self, what: String, error: Error) {
        let fault = Fault::Unreadable { workflow: self.workflow.to_owned(), what, error: Box::new(error) };
        self.state.borrow_mut().fault.get_or_insert(fault);
    }

    /// Reads the result of a call, or reports that it cannot be read.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(
        &self,
        kind: Kind,
        seq: Seq,
        name: &str,
        value: &Payload,
    ) -> Option<T> {
        match value.read() {
            Ok(value) => Some(value),
            Err(error) => {
                self.unreadable(
                    format!("the result of {}", super::divergence::Call::new(kind, seq, name)),
                    error,
                );
                None
            }
        }
    }

    /// Wakes what kept no waker of its own.
    pub(super) fn wake(&self, waker: Option<Waker>) {
        match waker {
            Some(waker) => waker.wake(),
            None => self.root_woken.set(true),
        }
    }

    /// What happens when a timer is dropped before it was due.
    pub(crate) fn forget(&self, seq: Seq, cancel: bool) {
        let open = match self.state.try_borrow_mut() {
            Ok(mut state) => state.slots.close(seq) && state.end.is_none() && state.fault.is_none(),
            Err(_) => false,
        };
        if open && cancel {
            // Without data there is nothing that could fail.
            let _ = self.decide(Kind::Cancel, seq, "", || Ok(Decision::Cancel { seq }));
        }
    }

    /// Remembers what becomes of a child when this execution ends first.
    pub(crate) fn adopt(&self, seq: Seq, close: ParentClose) {
        if close != ParentClose::Abandon {
            self.state.borrow_mut().children.insert(seq, close);
        }
    }

    /// Drops what belongs to the user and might hold this context, so that nothing keeps itself alive.
    pub(super) fn let_go(&self) {
        let taken = {
            let mut state = self.state.borrow_mut();
            (std::mem::take(&mut state.spawns), state.signals.take_handlers())
        };
        drop(taken);
    }

    /// Ends this run at the end of the current poll.
    pub(crate) fn end_with(&self, end: Decision) {
        self.deny_in_query();
        self.state.borrow_mut().end.get_or_insert(end);
    }

    pub(crate) fn is_replaying(&self) -> bool {
        matches!(self.state.borrow().mode, Mode::Replay | Mode::Strict)
    }

    /// Whether logs should be silent: a replay that somebody watches shows them.
    pub(crate) fn is_silent(&self) -> bool {
        self.is_replaying() && self.state.borrow().places.is_none()
    }

    /// What was answered about a patch before.
    pub(crate) fn patch(&self, id: &str) -> Option<bool> {
        self.deny_in_query();
        self.state.borrow().patches.get(id).copied()
    }

    #[track_caller]
    pub(crate) fn set_patch(&self, id: &str, answer: bool) {
        let mut state = self.state.borrow_mut();
        state.patches.insert(id.to_owned(), answer);
        if let Some(places) = &mut state.places {
            places.patch(id, Location::caller());
        }
    }

    /// Adds a note to a live step.
    pub(crate) fn note(&self, note: Decision) {
        self.state.borrow_mut().made.push(note);
    }

    /// Whether the step being replayed has such a note that was not made again yet.
    pub(crate) fn tick_note(&self, is_it: impl Fn(&Decision) -> bool) -> bool {
        self.state.borrow_mut().recorded.tick_note(is_it)
    }

    /// The next of the execution's random numbers: SplitMix64.
    pub(crate) fn random(&self) -> u64 {
        self.deny_in_query();
        let mut state = self.state.borrow_mut();
        let number = mix(state.random);
        state.random = state.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        number
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.state.borrow().now
    }

    pub(crate) fn workflow(&self) -> &'static str {
        self.workflow
    }

    pub(crate) fn execution(&self) -> &str {
        &self.execution
    }

    pub(crate) fn run(&self) -> u32 {
        self.run
    }
}

fn next_token() -> NonZeroU64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    // It wraps after centuries; then 0 is left out.
    NonZeroU64::new(LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1)).unwrap_or(NonZeroU64::MIN)
}

impl State {
    pub(super) fn shielded(&self) -> bool {
        self.shields > 0 || self.cancelled.is_some()
    }

    /// Whether anything is under way that could wake the workflow.
    pub(super) fn can_go_on(&self) -> bool {
        self.slots.pending() > 0
            || !self.conditions.is_empty()
            || self.signals.awaited()
            || (self.cancelled.is_none() && !self.cancel_waiters.is_empty())
    }
}
