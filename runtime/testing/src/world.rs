//! [`World`]: a service and everything that is going on in it.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_core::handler::Handlers;
use eventual_runtime_core::host::{Host, enter_host};
use eventual_runtime_core::{RequestInfo, ServiceInfo};
use eventual_runtime_engine::{Error, Timestamp};
use eventual_runtime_orchestrator::{Message, Orchestrator};
use eventual_runtime_testing_memory::{Fault, Memory, Operation, Work, at_once};

use crate::cold::ColdCopies;
use crate::environment::{DeadLetter, Faults};
use crate::host::TestHost;
use crate::mock::Mocks;

/// So many messages of an execution become one step of its history at most: as many as a queue hands over at
/// once.
pub(crate) const MAX_BATCH: usize = 10;

/// A service and everything that is going on in it.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) host: Arc<TestHost>,
    pub(crate) memory: Memory,
    orchestrator: Orchestrator<Memory>,
    cold: ColdCopies,
    pub(crate) task_mocks: Rc<RefCell<Mocks>>,
    pub(crate) disabled: BTreeSet<String>,
    pub(crate) dead_letters: Vec<DeadLetter>,
}

impl World {
    pub(crate) fn new(service: &'static str, handlers: Handlers, now: Timestamp) -> Self {
        let memory = Memory::default();
        memory.state().now = now;
        let (cold, host) =
            (ColdCopies::default(), Arc::new(TestHost::new(service, handlers, memory.clone())));
        let witness = cold.clone();
        memory.witness(move |execution, number, segment| witness.look(execution, number, segment));
        let mut world = Self {
            orchestrator: orchestrator(&host),
            host,
            memory,
            cold,
            task_mocks: Rc::default(),
            disabled: BTreeSet::new(),
            dead_letters: Vec::new(),
        };
        world.restart();
        world
    }

    /// Begins with another process: nothing of an execution is in memory.
    pub(crate) fn restart(&mut self) {
        self.cold.run_with(&self.host.workflows());
        self.orchestrator = orchestrator(&self.host);
    }

    /// Takes what is due next by `until`.
    pub(crate) fn take(&self, until: Timestamp) -> Option<Work> {
        let mut state = self.memory.state();
        let (at, work) = state.agenda.take(until)?;
        state.now = state.now.max(at);
        Some(work)
    }

    /// What comes together with a message.
    pub(crate) fn batch(&self, first: Message) -> Vec<Message> {
        let mut state = self.memory.state();
        let now = state.now;
        let mut rest = state.agenda.take_messages(&first.execution, now, MAX_BATCH - 1);
        rest.insert(0, first);
        rest
    }

    /// Hands an execution its messages.
    pub(crate) fn deliver(&mut self, execution: &str, messages: &[Message]) {
        if self.memory.pass(Operation::Deliver).crash.is_some() {
            self.restart();
        }
        let now = self.memory.now();
        let host: Arc<dyn Host> = Arc::<TestHost>::clone(&self.host);
        let processed = enter_host(host, || at_once(self.orchestrator.process(execution, messages, now)));
        if let Err(error) = processed {
            // The stores do not fail: what was to become history does not go so on a cold copy.
            self.end_faulty(execution, error.0);
        }
    }

    /// Ends executions whose last steps do not go as recorded on a cold copy; whether there were any.
    pub(crate) fn end_all_faulty(&mut self) -> bool {
        let faulty = self.cold.settle();
        let any = !faulty.is_empty();
        for (execution, reason) in faulty {
            self.end_faulty(&execution, reason);
        }
        any
    }

    fn end_faulty(&mut self, execution: &str, reason: String) {
        let now = self.memory.now();
        let error = Error::new("Fault", reason).non_retryable();
        // Into memory, which does not fail.
        let _ = at_once(self.orchestrator.close(execution, error, now));
    }

    pub(crate) fn service_info(&self) -> ServiceInfo {
        ServiceInfo { service_name: self.host.service.to_owned(), service_url: "http://test".to_owned() }
    }

    pub(crate) fn request_info(&self, handler: &'static str) -> RequestInfo {
        let now = self.memory.now();
        let deadline = now + Duration::from_mins(15);
        RequestInfo { request_id: format!("test-{}", now.as_millis()), deadline: deadline.into(), handler }
    }
}

/// Code does not change within a test: what cannot be run is closed at once.
fn orchestrator(host: &TestHost) -> Orchestrator<Memory> {
    Orchestrator::new(host.memory.clone(), host.workflows()).patience(0)
}

/// What goes wrong: a seed decides the order of what is due at the same time, and the faults what comes
/// twice.
pub(crate) fn disturbance(
    seed: Option<u64>,
    faults: Faults,
) -> impl FnMut(Operation, usize) -> Fault + Send + 'static {
    move |operation, number| {
        let is_doubled =
            faults.duplicate && matches!(operation, Operation::Send | Operation::Delay | Operation::Invoke);
        let crash = (faults.crash && operation == Operation::Deliver)
            .then_some(eventual_runtime_testing_memory::Crash::Before);
        let order = seed.map(|seed| shuffle(seed, number as u64));
        Fault { is_doubled, crash, order, ..Fault::default() }
    }
}

/// A number that looks random and is the same for the same seed (SplitMix64, Steele, Lea, Flood 2014).
fn shuffle(seed: u64, number: u64) -> u64 {
    let mut z = seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
