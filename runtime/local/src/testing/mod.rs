//! [`TestEnvironment`]: a whole service on a virtual clock.

mod handle;
mod host;
mod mock;
mod run;
mod work;
mod world;

pub use eventual_runtime_core::workflow::ExecutionStatus;
pub use handle::ExecutionHandle;
pub use mock::{TaskMock, WorkflowMock};

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_core::event::{Event, EventDelivery, EventInfo};
use eventual_runtime_core::handler::{Catalogue, HttpCall};
use eventual_runtime_core::host::{Host, StartExecution, with_host};
use eventual_runtime_core::workflow::ExecutionId;
use eventual_runtime_core::{HttpError, Request, Response};
use eventual_runtime_engine::{Error, Payload, Result, TaskContext, TaskFn, Timestamp, Workflow, WorkflowFn};
use futures::executor::block_on;
use serde_json::Value;

use mock::Behaviour;
use world::{AttemptBody, Job, World};

/// When every environment begins: 2026-01-01T00:00:00Z.
const BEGINNING: Timestamp = Timestamp(1_767_225_600_000);

/// A whole service in one thread on a virtual clock: commands, routes, events, subscriptions, workflows, tasks, timers.
/// Nothing happens behind the test's back: what is due now has happened when a method returns, and time passes only
/// when the test says so. Environments share nothing; tests may run side by side.
///
/// Each step of an execution is also replayed from its history on a cold copy and compared, so a workflow that is not
/// deterministic fails here and not in production.
///
/// A clone is the same environment.
#[derive(Clone, Debug)]
pub struct TestEnvironment {
    world: Rc<RefCell<World>>,
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

    /// An environment in which things that are due at the same time happen in an order that the seed decides. Run a
    /// test over many seeds to try many interleavings; one seed gives one order, always.
    pub fn with_seed<S: Catalogue>(_service: S, seed: u64) -> Self {
        Self::build::<S>(Some(seed))
    }

    fn build<S: Catalogue>(seed: Option<u64>) -> Self {
        let world = World::new(S::NAME, S::handlers(), BEGINNING, seed);
        Self { world: Rc::new(RefCell::new(world)) }
    }

    /// Lets things go wrong from now on.
    pub fn inject(&self, faults: Faults) {
        self.with_world(|world| world.faults = faults);
    }

    /// The virtual time.
    pub fn now(&self) -> Timestamp {
        self.with_world(|world| world.now)
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
        self.with_world(|world| world.pass(time));
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
        let id = self.run(async move {
            match eventual_runtime_core::host::current_host() {
                Some(host) => host.start_execution(start).await,
                None => Err("no host".into()),
            }
        });
        let id = id.unwrap_or_else(|error| panic!("`{workflow}` was not started: {error}"));
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
        WorkflowMock::new(self.with_world(|world| Rc::clone(&world.workflow_mocks)))
    }

    /// Runs code of the service, a command say, as if it were deployed: what it emits, starts and signals happens.
    pub fn run<T>(&self, code: impl Future<Output = T>) -> T {
        let host: Arc<dyn Host> = Arc::new(self.with_world(|world| world.host.clone()));
        let result = block_on(with_host(host, code));
        self.with_world(|world| world.grant(None));
        self.settle();
        result
    }

    /// Sends a request through the service's router, middleware included.
    pub fn request(&self, request: Request) -> Response {
        let (handlers, service) =
            self.with_world(|world| (Arc::clone(&world.host.handlers), world.service_info()));
        let found = handlers.http.iter().find_map(|entry| Some((entry, entry.target(&request)?)));
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
        let event = EventInfo { name: name.to_owned(), source: source.to_owned(), ..EventInfo::default() };
        self.with_world(|world| world.publish(event, detail));
        self.settle();
    }

    /// The events of this type that were emitted so far, oldest first.
    pub fn emitted<E: Event>(&self) -> Vec<E> {
        self.with_world(|world| {
            let own = world.emitted.iter().filter(|it| it.name == E::NAME);
            own.filter_map(|it| it.payload.read().ok()).collect()
        })
    }

    /// Stops handing events to this subscription.
    pub fn disable_subscription(&self, name: &str) {
        self.with_world(|world| world.disabled.insert(name.to_owned()));
    }

    /// Events that subscriptions could not take, after all attempts.
    pub fn dead_letters(&self) -> Vec<DeadLetter> {
        self.with_world(|world| world.dead_letters.clone())
    }

    fn with_world<T>(&self, body: impl FnOnce(&mut World) -> T) -> T {
        body(&mut self.world.borrow_mut())
    }

    /// Lets everything happen that is due now.
    fn settle(&self) {
        self.run_until(self.now());
    }

    fn run_until(&self, time: Timestamp) {
        while let Some(job) = self.with_world(|world| world.step(time)) {
            match job {
                Job::None => {}
                Job::Attempt { call, number, body } => {
                    let result = match body {
                        AttemptBody::Mock(Behaviour::Answer(result), _) => Some(result),
                        AttemptBody::Mock(Behaviour::Invoke(body), input) => Some(body(&input)),
                        AttemptBody::Mock(Behaviour::Timeout, _) => {
                            self.with_world(|world| world.silence(&call, number, Error::TIMED_OUT));
                            None
                        }
                        AttemptBody::Mock(Behaviour::HeartbeatTimeout, _) => {
                            self.with_world(|world| world.silence(&call, number, Error::HEARTBEAT_TIMED_OUT));
                            None
                        }
                        AttemptBody::Real { name, input, info } => self
                            .guarded(|host| {
                                let entry = host.handlers.tasks.iter().find(|it| it.name == name).copied();
                                async move {
                                    match entry {
                                        // One that is left open is finished by its token.
                                        Some(entry) => {
                                            TaskContext::new(info, host).run(entry, input).await.transpose()
                                        }
                                        None => Err(Error::new(
                                            "TaskNotFound",
                                            format!("the service has no task `{name}`"),
                                        )),
                                    }
                                }
                            })
                            .transpose(),
                    };
                    self.with_world(|world| {
                        world.grant(Some((&call, number)));
                        if let Some(result) = result {
                            world.finish_attempt(&call, number, result);
                        }
                    });
                }
                Job::Deliver { subscription, event, detail, attempt } => {
                    let result = self.deliver(subscription, &event, &detail);
                    self.with_world(|world| {
                        world.grant(None);
                        world.finish_delivery(subscription, event, detail, attempt, result);
                    });
                }
            }
        }
    }

    fn deliver(&self, subscription: usize, event: &EventInfo, detail: &Value) -> Result<()> {
        let (service, request) = self.with_world(|world| (world.service_info(), world.request_info("")));
        self.guarded(|host| {
            let entry = host.handlers.subscriptions.get(subscription).copied();
            let (event, detail) = (event.clone(), detail.clone());
            async move {
                let Some(entry) = entry else { return Ok(()) };
                let request = eventual_runtime_core::RequestInfo { handler: entry.name, ..request };
                (entry.handle)(EventDelivery { event, detail, service, request }).await
            }
        })
    }

    /// Runs user code to its end; a panic is an error.
    fn guarded<T, F: Future<Output = Result<T>>>(&self, make: impl FnOnce(host::TestHost) -> F) -> Result<T> {
        let host = self.with_world(|world| world.host.clone());
        let future = with_host(Arc::new(host.clone()), make(host));
        catch_unwind(AssertUnwindSafe(|| block_on(future))).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().map(|it| (*it).to_owned());
            let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
            Err(Error::new(Error::PANICKED, text.unwrap_or_default()))
        })
    }
}
