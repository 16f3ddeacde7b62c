//! Signals: buffered by name, taken once, in order, by waiters first and handlers second.

use super::context::{Context, Mode};
use super::waiters::Waiters;
use crate::journal::{Decision, SignalEntry};
use crate::payload::Payload;
use serde::de::DeserializeOwned;
use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::task::Waker;

/// What a handler does with a signal, given its number and what it carries.
pub(crate) type Handler = RefCell<Box<dyn FnMut(u32, &Payload)>>;

/// All signals of an execution.
#[derive(Default)]
pub(super) struct Signals {
    /// Few names: a list is smaller than a map, and boxes make it cheap to grow.
    #[expect(
        clippy::vec_box,
        reason = "an idle execution has one or two, and a vector grows to four at once"
    )]
    channels: Vec<Box<Channel>>,
    seen: BTreeSet<Box<str>>,
    arrived: u32,
}

/// The signals of one name.
struct Channel {
    name: Box<str>,
    /// With the number each had on arrival, over all names.
    queue: VecDeque<(u32, Payload)>,
    waiters: Waiters,
    handler: Option<Rc<Handler>>,
}

impl Signals {
    fn channel(&mut self, name: &str) -> &mut Channel {
        let at = match self.channels.iter().position(|channel| &*channel.name == name) {
            Some(at) => at,
            None => {
                self.channels.push(Box::new(Channel {
                    name: name.into(),
                    queue: VecDeque::new(),
                    waiters: Waiters::default(),
                    handler: None,
                }));
                self.channels.len() - 1
            }
        };
        &mut self.channels[at]
    }

    /// Whether this sending was received before.
    pub(super) fn is_known(&self, id: &str) -> bool {
        !id.is_empty() && self.seen.contains(id)
    }

    /// Buffers a signal. The waker of the first one waiting for it, if anybody is.
    pub(super) fn arrive(&mut self, signal: &SignalEntry) -> Option<Option<Waker>> {
        if !signal.id.is_empty() {
            self.seen.insert(signal.id.as_str().into());
        }
        let number = self.arrived;
        self.arrived += 1;
        let channel = self.channel(&signal.name);
        channel.queue.push_back((number, signal.payload.clone()));
        channel.waiters.first()
    }

    /// Whether anybody waits for a signal or handles one.
    pub(super) fn awaited(&self) -> bool {
        self.channels.iter().any(|channel| !channel.waiters.is_empty())
    }

    /// Who waits: the name of the signal, and the id of the waiter.
    pub(super) fn waiting(&self) -> impl Iterator<Item = (&str, u32)> {
        self.channels.iter().flat_map(|channel| channel.waiters.ids().map(|id| (&*channel.name, id)))
    }

    pub(super) fn interrupt(&mut self) {
        for channel in &mut self.channels {
            channel.waiters.interrupt();
        }
    }

    /// The next signal for a handler: one that nobody waits for.
    fn next_handled(&mut self) -> Option<(Rc<Handler>, u32, Payload)> {
        self.channels.iter_mut().find_map(|channel| {
            let handler = channel.handler.as_ref()?;
            if !channel.waiters.is_empty() {
                return None;
            }
            let (number, payload) = channel.queue.pop_front()?;
            Some((Rc::clone(handler), number, payload))
        })
    }

    pub(super) fn take_handlers(&mut self) -> Vec<Rc<Handler>> {
        self.channels.iter_mut().filter_map(|channel| channel.handler.take()).collect()
    }

    /// What is left, for the next run.
    pub(super) fn take_unused(&mut self) -> Vec<SignalEntry> {
        let mut unused: Vec<_> = self
            .channels
            .iter_mut()
            .flat_map(|channel| {
                let name = channel.name.clone();
                channel.queue.drain(..).map(move |(number, payload)| (number, name.clone(), payload))
            })
            .collect();
        unused.sort_by_key(|(number, ..)| *number);
        let entry = |(_, name, payload): (u32, Box<str>, Payload)| SignalEntry {
            name: String::from(name).into(),
            payload,
            id: String::new(),
        };
        unused.into_iter().map(entry).collect()
    }
}

impl Context {
    /// Takes the next signal for a waiter, or remembers whom to wake. Signals of another shape are thrown away.
    pub(crate) fn poll_signal<T: DeserializeOwned>(
        &self,
        name: &str,
        id: u32,
        registered: &mut bool,
        polled_by: &Waker,
    ) -> Option<T> {
        {
            let mut state = self.state.borrow_mut();
            let shielded = state.shielded();
            let waiters = &mut state.signals.channel(name).waiters;
            if *registered && !waiters.contains(id) {
                return None; // cut off by a cancellation
            }
            waiters.wait(id, shielded, polled_by, &self.root);
            *registered = true;
        }
        loop {
            let (number, payload) = {
                let mut state = self.state.borrow_mut();
                let channel = state.signals.channel(name);
                if channel.waiters.is_first(id) { channel.queue.pop_front() } else { None }
            }?;
            if let Some(signal) = self.read_signal(name, number, &payload) {
                let mut state = self.state.borrow_mut();
                state.activity += 1;
                state.signals.channel(name).waiters.remove(id);
                drop(state);
                self.pass_on(name);
                return Some(signal);
            }
        }
    }

    /// Forgets a waiter: the next one has its chance.
    pub(crate) fn forget_signal(&self, name: &str, id: u32) {
        let was_waiting = match self.state.try_borrow_mut() {
            Ok(mut state) => state.signals.channel(name).waiters.remove(id),
            Err(_) => false,
        };
        if was_waiting {
            self.pass_on(name);
        }
    }

    /// Wakes the first waiter if there is something for it.
    fn pass_on(&self, name: &str) {
        let waker = {
            let mut state = self.state.borrow_mut();
            let channel = state.signals.channel(name);
            if channel.queue.is_empty() { None } else { channel.waiters.first() }
        };
        if let Some(waker) = waker {
            self.wake(waker);
        }
    }

    /// Reads a signal. One of another shape must not stop the workflow, as anybody can send one: it is rejected, and a
    /// replay rejects what was rejected then.
    pub(crate) fn read_signal<T: DeserializeOwned>(
        &self,
        name: &str,
        number: u32,
        payload: &Payload,
    ) -> Option<T> {
        let rejected = |decision: &Decision| matches!(decision, Decision::RejectSignal { number: n, .. } if *n == number);
        let replaying = {
            let mut state = self.state.borrow_mut();
            let replaying = matches!(state.mode, Mode::Replay | Mode::Strict);
            if replaying && state.recorded.tick_note(rejected) {
                return None;
            }
            replaying
        };
        match payload.read() {
            Ok(signal) => Some(signal),
            Err(error) if replaying => {
                self.unreadable(format!("signal `{name}`"), error);
                None
            }
            Err(error) => {
                let decision =
                    Decision::RejectSignal { number, name: name.to_owned(), error: Box::new(error) };
                self.state.borrow_mut().made.push(decision);
                None
            }
        }
    }

    /// Sets what is done with signals that nobody waits for, or stops doing so.
    pub(crate) fn handle_signals(&self, name: &str, handler: Option<Rc<Handler>>) {
        self.deny_in_query();
        self.has_more.set(true);
        self.state.borrow_mut().signals.channel(name).handler = handler;
    }

    /// Gives handlers what is theirs. `true` if one was called.
    pub(super) fn run_signal_handlers(&self) -> bool {
        let mut called = false;
        loop {
            let next = self.state.borrow_mut().signals.next_handled();
            let Some((handler, number, payload)) = next else { return called };
            called = true;
            self.state.borrow_mut().activity += 1;
            (handler.borrow_mut())(number, &payload);
        }
    }
}
