//! A host in memory: stores, queues, a clock, and the point at which it crashes.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use eventual_runtime_engine::Timestamp;
use eventual_runtime_orchestrator::{CallKey, Message, Row, StoreError, TaskRecord};

/// A crash before or after an operation, counted from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Crash {
    Before(usize),
    After(usize),
}

/// What goes wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    pub crashes: VecDeque<Crash>,
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

#[derive(Debug, Default)]
pub(crate) struct State {
    pub now: Timestamp,
    pub faults: Faults,
    pub segments: BTreeMap<(String, u64), Vec<u8>>,
    pub rows: BTreeMap<String, Row>,
    pub tasks: BTreeMap<CallKey, TaskRecord>,
    pub queue: VecDeque<Message>,
    pub delayed: BTreeMap<(Timestamp, String), Message>,
    pub invocations: VecDeque<(CallKey, u32)>,
    /// How often each event was emitted.
    pub emitted: BTreeMap<String, u32>,
    /// How often each attempt ran.
    pub bodies: BTreeMap<(CallKey, u32), u32>,
    pub operations: usize,
    pub is_down: bool,
    random: u64,
}

/// The host; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct World(pub Rc<RefCell<State>>);

impl World {
    pub(crate) fn new(faults: Faults) -> Self {
        let world = Self::default();
        world.0.borrow_mut().random = faults.seed;
        world.0.borrow_mut().faults = faults;
        world
    }

    /// One operation of a store: the only place where crashes and other orchestrators come in.
    pub(crate) async fn operation<T>(&self, run: impl FnOnce(&mut State) -> T) -> Result<T, StoreError> {
        if self.0.borrow().faults.two {
            Yield(false).await;
        }
        let mut state = self.0.borrow_mut();
        let down = || StoreError("the process is dead".to_owned());
        if state.is_down {
            return Err(down());
        }
        let number = state.operations;
        state.operations += 1;
        let crash = match state.faults.crashes.front() {
            Some(Crash::Before(at)) if *at <= number => Some(true),
            Some(Crash::After(at)) if *at <= number => Some(false),
            _ => None,
        };
        if crash.is_some() {
            state.faults.crashes.pop_front();
            state.is_down = true;
        }
        if crash == Some(true) {
            return Err(down());
        }
        let result = run(&mut state);
        if crash.is_some() { Err(down()) } else { Ok(result) }
    }

    /// A number below `limit`.
    pub(crate) fn random(&self, limit: usize) -> usize {
        let mut state = self.0.borrow_mut();
        state.random =
            state.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state.random >> 33).unwrap() % limit.max(1)
    }
}

/// Lets the other orchestrator go on.
struct Yield(bool);

impl Future for Yield {
    type Output = ();
    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    }
}
