//! [`Memory`]: a host in memory, and what it holds.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use eventual_runtime_engine::{Emitted, Error, Payload, Seq, Timestamp};
use eventual_runtime_orchestrator::{CallKey, Request, Row, StoreError, TaskRecord};

use crate::agenda::Agenda;
use crate::fault::{Crash, Disturbance, Fault, Operation};

/// Plays the data primitives.
pub type Answer = fn(&Request) -> Result<Payload, Error>;

/// Stores, queues, scheduler and invocations in memory. A clone is the same memory.
#[derive(Clone, Default)]
pub struct Memory(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    witness: Mutex<Option<Witness>>,
}

/// Looks at a segment before it becomes history; what it says is why it must not.
type Witness = Box<dyn FnMut(&str, u64, &[u8]) -> Result<(), String> + Send>;

/// All that a [`Memory`] holds.
#[derive(Default)]
pub struct State {
    /// The virtual time.
    pub now: Timestamp,
    /// What is kept of executions, by id.
    pub executions: HashMap<String, Kept>,
    /// What will happen.
    pub agenda: Agenda,
    /// What answers requests to data primitives; `None`: they are refused.
    pub answer: Option<Answer>,
    /// How often each request was carried out.
    pub requests: BTreeMap<CallKey, u32>,
    /// All events that were put on the bus, each with its id.
    pub emitted: Vec<(String, Emitted)>,
    /// How many operations passed the fault point.
    pub operations: usize,
    /// The process died: every operation fails until a test says that there is another one.
    pub is_down: bool,
    /// Rows, records and messages are kept as the JSON that tables and queues would have.
    pub keeps_json: bool,
    disturbance: Option<Disturbance>,
}

/// What is kept of an execution.
#[derive(Debug, Default)]
pub struct Kept {
    /// Its row.
    pub row: Option<Row>,
    /// Its history.
    pub segments: BTreeMap<u64, Vec<u8>>,
    /// The records of its task calls, by run and call. In boxes: they are large, and a map moves what it holds.
    pub tasks: BTreeMap<(u32, Seq), Box<TaskRecord>>,
}

impl Memory {
    /// What is held. Do not keep the guard: no operation gets on while there is one.
    pub fn state(&self) -> MutexGuard<'_, State> {
        // A panic of a test must not hide what was there.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets things go wrong from now on, as this says for each operation and its number.
    pub fn disturb(&self, with: impl FnMut(Operation, usize) -> Fault + Send + 'static) {
        self.state().disturbance = Some(Box::new(with));
    }

    /// Lets this look at each segment before it becomes history. What it says instead of `Ok` is why it must
    /// not: then the segment is not written.
    pub fn witness(&self, look: impl FnMut(&str, u64, &[u8]) -> Result<(), String> + Send + 'static) {
        *self.0.witness.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(look));
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.state().now
    }

    /// What goes wrong with an operation that is not one of a store: it is up to the driver to let it.
    pub fn pass(&self, operation: Operation) -> Fault {
        self.state().pass(operation)
    }

    pub(crate) fn ask_witness(&self, execution: &str, number: u64, segment: &[u8]) -> Result<(), StoreError> {
        let mut witness = self.0.witness.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *witness {
            Some(look) => look(execution, number, segment).map_err(StoreError),
            None => Ok(()),
        }
    }

    /// The fault point: every operation of a store, queue or scheduler goes through here.
    pub(crate) async fn operation<T>(
        &self,
        operation: Operation,
        run: impl FnOnce(&mut State, Fault) -> T,
    ) -> Result<T, StoreError> {
        let down = || StoreError("the process is dead".to_owned());
        let fault = self.pass(operation);
        if fault.yields {
            Yield(false).await;
        }
        let mut state = self.state();
        if state.is_down {
            return Err(down());
        }
        state.is_down = fault.crash.is_some();
        if fault.crash == Some(Crash::Before) {
            return Err(down());
        }
        let result = run(&mut state, fault);
        if fault.crash.is_some() { Err(down()) } else { Ok(result) }
    }
}

impl State {
    fn pass(&mut self, operation: Operation) -> Fault {
        if self.is_down {
            return Fault::default();
        }
        let number = self.operations;
        self.operations += 1;
        self.disturbance.as_mut().map_or(Fault::default(), |disturbance| disturbance(operation, number))
    }

    /// The row of an execution.
    pub fn row(&self, execution: &str) -> Option<&Row> {
        self.executions.get(execution)?.row.as_ref()
    }

    /// The record of a task call.
    pub fn task(&self, call: &CallKey) -> Option<&TaskRecord> {
        Some(self.executions.get(&call.execution)?.tasks.get(&(call.run, call.seq))?)
    }

    /// The records of all task calls, in no order.
    pub fn tasks(&self) -> impl Iterator<Item = (CallKey, &TaskRecord)> {
        self.executions.iter().flat_map(|(execution, kept)| {
            let call = |run, seq| CallKey { execution: execution.clone(), run, seq };
            kept.tasks.iter().map(move |((run, seq), record)| (call(*run, *seq), &**record))
        })
    }

    pub(crate) fn kept(&mut self, execution: &str) -> &mut Kept {
        self.executions.entry(execution.to_owned()).or_default()
    }

    /// A segment of a history.
    pub fn segment(&self, execution: &str, number: u64) -> Option<&Vec<u8>> {
        self.executions.get(execution)?.segments.get(&number)
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("State").field("now", &self.now).field("agenda", &self.agenda).finish_non_exhaustive()
    }
}

/// Lets another task of the thread go on.
struct Yield(bool);

impl Future for Yield {
    type Output = ();
    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Runs what waits for nothing but memory.
pub fn at_once<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return value;
        }
    }
}
