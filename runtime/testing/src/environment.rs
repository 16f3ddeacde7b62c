//! [`TestEnvironment`]: a whole service on a virtual clock.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_core::event::Event;
use eventual_runtime_core::handler::{Catalogue, HttpCall};
use eventual_runtime_core::host::{StartExecution, with_host};
use eventual_runtime_core::workflow::ExecutionId;
use eventual_runtime_core::{HttpError, Request, Response};
use eventual_runtime_engine::{Error, Payload, Result, TaskFn, Timestamp, Workflow, WorkflowFn};
use eventual_runtime_orchestrator::{Message, What};
use eventual_runtime_testing_memory::{BusEvent, Memory, Work};
use futures::executor::block_on;
use serde_json::Value;

use crate::handle::ExecutionHandle;
use crate::host::TestHost;
use crate::mock::{Behavior, TaskMock, WorkflowMock, WorkflowMocks, with_mocks};
use crate::world::{World, disturbance};

/// When every environment begins: 2026-01-01T00:00:00Z.
const BEGINNING: Timestamp = Timestamp(1_767_225_600_000);

/// A whole service in one thread on a virtual clock: commands, routes, events, subscriptions, workflows,
/// tasks, timers. Nothing happens behind the test's back: what is due now has happened when a method returns,
/// and time passes only when the test says so. Environments share nothing; tests may run side by side.
///
/// Each step of an execution is also replayed from its history on a cold copy and compared, so a workflow
/// that is not deterministic fails here and not in production.
///
/// A clone is the same environment.
#[derive(Clone, Debug)]
pub struct TestEnvironment {
    world: Rc<RefCell<World>>,
    workflow_mocks: Rc<RefCell<WorkflowMocks>>,
    seed: Option<u64>,
}

/// What goes wrong on purpose. No result may change by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Every message to an execution, and every start of a task, is delivered twice.
    pub duplicate: bool,
    /// The process crashes before every event: executions go on from their histories alone.
    pub crash: bool,
}

/// An event that a subscription could not take.
#[derive(Clone, Debug, PartialEq)]
pub struct DeadLetter {
    /// Name of the subscription.
    pub subscription: String,
    /// Name of the event.
    pub event: String,
    /// The event.
    pub detail: Value,
    /// Why the last attempt failed.
    pub error: Error,
}

impl TestEnvironment {
    /// An environment for a service: `TestEnvironment::new(Orders)`. It finds all handlers by itself.
    pub fn new<S: Catalogue>(_service: S) -> Self {
        Self::build::<S>(None)
    }

    /// An environment in which things that are due at the same time happen in an order that the seed decides.
    /// Run a test over many seeds to try many interleavings; one seed gives one order, always.
    pub fn with_seed<S: Catalogue>(_service: S, seed: u64) -> Self {
        Self::build::<S>(Some(seed))
    }

    fn build<S: Catalogue>(seed: Option<u64>) -> Self {
        let world = World::new(S::NAME, S::handlers(), BEGINNING);
        let environment = Self { world: Rc::new(RefCell::new(world)), workflow_mocks: Rc::default(), seed };
        if seed.is_some() {
            environment.inject(Faults::default());
        }
        environment
    }

    /// Lets things go wrong from now on.
    pub fn inject(&self, faults: Faults) {
        self.host().memory.disturb(disturbance(self.seed, faults));
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.host().memory.now()
    }

    /// Lets this many seconds pass, with everything that is due in them, in its order.
    pub fn tick(&self, seconds: u64) {
        self.advance(Duration::from_secs(seconds));
    }

    /// Lets this much time pass.
    pub fn advance(&self, time: Duration) {
        self.advance_until(self.now() + time);
    }

    /// Lets time pass up to this moment. Nothing happens if it has passed already, except what is due now.
    pub fn advance_until(&self, time: Timestamp) {
        self.run_until(time);
        let host = self.host();
        let mut state = host.memory.state();
        state.now = state.now.max(time);
    }

    /// Starts an execution under a name of its own, and lets happen what follows at once.
    pub fn start_execution<A, F: WorkflowFn<A>>(
        &self,
        workflow: F,
        input: impl Into<<F::Workflow as Workflow>::Input>,
    ) -> ExecutionHandle<F::Workflow> {
        self.start_named(workflow, None, input.into())
    }

    /// The same under this name.
    pub fn start_execution_named<A, F: WorkflowFn<A>>(
        &self,
        workflow: F,
        name: &str,
        input: impl Into<<F::Workflow as Workflow>::Input>,
    ) -> ExecutionHandle<F::Workflow> {
        self.start_named(workflow, Some(name.to_owned()), input.into())
    }

    #[expect(clippy::panic, reason = "a test helper: the test asked for something impossible")]
    fn start_named<A, F: WorkflowFn<A>>(
        &self,
        _workflow: F,
        name: Option<String>,
        input: <F::Workflow as Workflow>::Input,
    ) -> ExecutionHandle<F::Workflow> {
        let workflow = <F::Workflow as Workflow>::NAME;
        let input = Payload::of(&input).unwrap_or_else(|error| panic!("input of `{workflow}`: {error}"));
        let start = StartExecution { workflow, name, input, timeout: None };
        let id = self.host().start(start);
        let id = id.unwrap_or_else(|error| panic!("`{workflow}` was not started: {error}"));
        self.settle();
        ExecutionHandle::new(self, id.into())
    }

    /// An execution that was started elsewhere, by a command say.
    pub fn execution<A, F: WorkflowFn<A>>(
        &self,
        _workflow: F,
        id: &ExecutionId,
    ) -> ExecutionHandle<F::Workflow> {
        ExecutionHandle::new(self, id.clone())
    }

    /// Says what happens when workflows call this task.
    pub fn mock_task<A, F: TaskFn<A>>(&self, _task: F) -> TaskMock<F::Task> {
        TaskMock::new(self.with_world(|world| Rc::clone(&world.task_mocks)))
    }

    /// Says what happens when this workflow is started, as a child or otherwise.
    pub fn mock_workflow<A, F: WorkflowFn<A>>(&self, _workflow: F) -> WorkflowMock<F::Workflow> {
        self.with_world(|world| {
            let name = <F::Workflow as Workflow>::NAME;
            let real = world.host.handlers.workflows.iter().find(|it| it.name == name).copied();
            if let Some(mocked) = self.workflow_mocks.borrow_mut().mock::<F::Workflow>(real) {
                world.host.replace(mocked);
                world.restart();
            }
        });
        WorkflowMock::new(Rc::clone(&self.workflow_mocks.borrow().mocks))
    }

    /// Runs code of the service, a command say, as if it were deployed: what it emits, starts and signals
    /// happens.
    pub fn run<T>(&self, code: impl Future<Output = T>) -> T {
        let result = self.with_mocks(|| block_on(with_host(self.host(), code)));
        self.settle();
        result
    }

    /// Sends a request through the service's router, middleware included.
    pub fn request(&self, request: Request) -> Response {
        let (host, service) = (self.host(), self.with_world(|world| world.service_info()));
        let found = host.handlers.http.iter().find_map(|entry| Some((entry, entry.target(&request)?)));
        let Some((entry, target)) = found else {
            let message = format!("no handler for `{} {}`", request.method(), request.uri().path());
            return HttpError::not_found(message).to_response();
        };
        let info = self.with_world(|world| world.request_info(entry.name));
        self.run((entry.handle)(HttpCall { request, service, info, target }))
    }

    /// Emits an event of the service.
    ///
    /// # Errors
    /// If the event breaks its own constraints.
    pub fn emit<E: Event>(&self, event: &E) -> Result<()> {
        self.run(async { event.emit().await })
    }

    /// Puts an event of another service on the bus.
    pub fn emit_foreign(&self, source: &str, name: &str, detail: Value) {
        let detail = Payload::of(&detail).unwrap_or_else(|_| Payload::null());
        let (id, source, name) = (String::new(), source.to_owned(), name.to_owned());
        self.with_world(|world| {
            world.publish(&BusEvent { id, origin: None, source, name, at: None, detail })
        });
        self.settle();
    }

    /// The events of this type that were emitted so far, oldest first.
    pub fn emitted<E: Event>(&self) -> Vec<E> {
        let host = self.host();
        let state = host.memory.state();
        let own = state.emitted.iter().filter(|(_, event)| event.name == E::NAME);
        own.filter_map(|(_, event)| event.payload.read().ok()).collect()
    }

    /// Stops handing events to this subscription.
    pub fn disable_subscription(&self, name: &str) {
        self.with_world(|world| world.disabled.insert(name.to_owned()));
    }

    /// Events that subscriptions could not take, after all attempts.
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.with_world(|world| world.dead_letters.clone())
    }

    /// Everything that is kept and under way: for tests of the protocol itself.
    #[doc(hidden)]
    pub fn memory(&self) -> Memory {
        self.host().memory.clone()
    }

    pub(crate) fn host(&self) -> Arc<TestHost> {
        Arc::clone(&self.world.borrow().host)
    }

    pub(crate) fn with_world<T>(&self, body: impl FnOnce(&mut World) -> T) -> T {
        body(&mut self.world.borrow_mut())
    }

    /// Runs what may run workflows.
    pub(crate) fn with_mocks<T>(&self, body: impl FnOnce() -> T) -> T {
        with_mocks(&self.workflow_mocks, body)
    }

    /// Lets everything happen that is due now.
    pub(crate) fn settle(&self) {
        self.run_until(self.now());
    }

    fn run_until(&self, time: Timestamp) {
        self.with_mocks(|| {
            loop {
                let work = self.with_world(|world| world.take(time));
                match work {
                    Some(Work::Message(message)) => self.deliver(message),
                    Some(Work::Attempt { call, attempt }) => self.attempt(&call, attempt),
                    Some(Work::Event(place)) => self.with_world(|world| world.publish_emitted(place)),
                    Some(Work::Delivery(delivery)) => self.hand_over(delivery),
                    None if self.with_world(World::end_all_faulty) => {}
                    None => return,
                }
            }
        });
    }

    fn deliver(&self, first: Message) {
        let execution = first.execution.clone();
        let messages = self.with_world(|world| world.batch(first));
        messages.iter().for_each(|message| self.decide(message));
        self.with_world(|world| world.deliver(&execution, &messages));
    }

    /// Decides what a mocked workflow does, before it begins.
    fn decide(&self, message: &Message) {
        let What::Start(start) = &message.what else { return };
        if self.host().memory.state().segment(&message.execution, 1).is_some() {
            return;
        }
        let behavior = self.workflow_mocks.borrow_mut().next(&message.execution, start);
        // Now, not when it is replayed, and with nothing of the environment in use.
        if let Some(Behavior::Invoke(body)) = behavior {
            let answer = Behavior::Answer(body(&start.input));
            self.workflow_mocks.borrow_mut().decide(&message.execution, answer);
        }
    }
}
