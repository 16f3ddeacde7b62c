//! Mocks: what happens instead of the body of a task or workflow.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use eventual_runtime_engine::{
    Body as WorkflowBody, Error, ExecutionInfo, Failure, Outcome, Payload, Result, Task, Workflow,
    WorkflowEntry, condition, execution_info,
};
use eventual_runtime_orchestrator::Start;

/// A body without its types.
type Body = dyn Fn(&Payload) -> Result<Payload>;

/// What a mock does instead of the real thing.
#[derive(Clone)]
pub(crate) enum Behavior {
    Answer(Result<Payload>),
    Invoke(Rc<Body>),
    /// Never answers, until a time-out is over.
    Timeout,
    /// Never answers and gives no sign of life.
    HeartbeatTimeout,
}

/// Mocks by name.
#[derive(Default)]
pub(crate) struct Mocks(BTreeMap<&'static str, Mock>);

#[derive(Default)]
struct Mock {
    once: VecDeque<Behavior>,
    always: Option<Behavior>,
}

impl Mocks {
    fn once(&mut self, name: &'static str, behavior: Behavior) {
        self.0.entry(name).or_default().once.push_back(behavior);
    }

    fn always(&mut self, name: &'static str, behavior: Behavior) {
        self.0.entry(name).or_default().always = Some(behavior);
    }

    /// What to do this time; `None`: the real thing.
    pub(crate) fn next(&mut self, name: &str) -> Option<Behavior> {
        let mock = self.0.get_mut(name)?;
        mock.once.pop_front().or_else(|| mock.always.clone())
    }
}

impl fmt::Debug for Mocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn answer<O: Outcome>(result: Result<O::Value, O::Failure>) -> Behavior {
    Behavior::Answer(recorded::<O>(result))
}

fn recorded<O: Outcome>(result: Result<O::Value, O::Failure>) -> Result<Payload> {
    match result {
        Ok(value) => Payload::of(&value),
        Err(failure) => Err(failure.to_error()),
    }
}

/// Mocks of workflows, and what each execution of one does: decided when it begins, the same whenever it is
/// replayed.
#[derive(Default)]
pub(crate) struct WorkflowMocks {
    pub(crate) mocks: Rc<RefCell<Mocks>>,
    /// What runs if no mock does, by workflow.
    real: BTreeMap<&'static str, WorkflowEntry>,
    /// `None`: the real thing.
    decided: BTreeMap<String, Option<Behavior>>,
}

impl fmt::Debug for WorkflowMocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.mocks.borrow().fmt(f)
    }
}

thread_local! {
    /// Those of the environment that runs on this thread now. The engine takes a workflow as a plain
    /// function.
    static CURRENT: RefCell<Option<Rc<RefCell<WorkflowMocks>>>> = const { RefCell::new(None) };
}

/// Runs `body` with the mocks of this environment.
pub(crate) fn with_mocks<T>(mocks: &Rc<RefCell<WorkflowMocks>>, body: impl FnOnce() -> T) -> T {
    /// Puts back what was there before, also if the body panics.
    struct Restore(Option<Rc<RefCell<WorkflowMocks>>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.set(self.0.take());
        }
    }
    let _restore = Restore(CURRENT.replace(Some(Rc::clone(mocks))));
    body()
}

impl WorkflowMocks {
    /// What is to run for a workflow that may be mocked from now on; `None`: it was mocked before.
    pub(crate) fn mock<W: Workflow>(&mut self, real: Option<WorkflowEntry>) -> Option<WorkflowEntry> {
        if self.real.contains_key(W::NAME) {
            return None;
        }
        self.real
            .insert(W::NAME, real.unwrap_or(WorkflowEntry { run: not_found, ..WorkflowEntry::of::<W>() }));
        Some(WorkflowEntry { run: run_mocked, ..WorkflowEntry::of::<W>() })
    }

    /// What an execution that begins does instead of its workflow's body, if that is to be decided now.
    pub(crate) fn next(&mut self, execution: &str, start: &Start) -> Option<Behavior> {
        let entry = self.real.get(start.workflow.as_str())?;
        // The message may come twice.
        if self.decided.contains_key(execution) {
            return None;
        }
        let behavior = self.mocks.borrow_mut().next(&start.workflow);
        let has_limit = start.timeout.or_else(entry.timeout).is_some();
        let behavior = behavior.map(|behavior| match behavior {
            Behavior::Timeout | Behavior::HeartbeatTimeout if !has_limit => {
                Behavior::Answer(Err(Error::new(Error::TIMED_OUT, "the mock let it time out")))
            }
            behavior => behavior,
        });
        self.decided.insert(execution.to_owned(), behavior.clone());
        behavior
    }

    /// Decides what an execution does.
    pub(crate) fn decide(&mut self, execution: &str, behavior: Behavior) {
        self.decided.insert(execution.to_owned(), Some(behavior));
    }
}

/// The body of a workflow that may be mocked.
fn run_mocked(input: &Payload) -> Result<WorkflowBody> {
    let ExecutionInfo { execution, workflow, .. } = execution_info();
    let (decided, real) = CURRENT.with_borrow(|mocks| match mocks {
        Some(mocks) => {
            let mocks = mocks.borrow();
            (mocks.decided.get(&execution).cloned().flatten(), mocks.real.get(workflow).copied())
        }
        None => (None, None),
    });
    match (decided, real) {
        (Some(Behavior::Answer(result)), _) => Ok(Box::pin(std::future::ready(result))),
        (Some(Behavior::Invoke(body)), _) => Ok(Box::pin(std::future::ready(body(input)))),
        (Some(Behavior::Timeout | Behavior::HeartbeatTimeout), _) => {
            let never = condition(|| false);
            Ok(Box::pin(async move {
                never.await;
                Ok(Payload::null())
            }))
        }
        (None, Some(real)) => (real.run)(input),
        (None, None) => not_found(input),
    }
}

fn not_found(_: &Payload) -> Result<WorkflowBody> {
    let message = format!("the service has no workflow `{}`", execution_info().workflow);
    Err(Error::new("WorkflowNotFound", message))
}

macro_rules! mock {
    ($(#[$doc:meta])* $name:ident $bound:ident) => {
        $(#[$doc])*
        ///
        /// The methods can be chained: each `.._once` form answers one call, in order; then the plain form,
        /// if there is one, answers all further calls, else the real body runs.
        #[derive(Clone)]
        pub struct $name<T: $bound> {
            mocks: Rc<RefCell<Mocks>>,
            marker: PhantomData<fn(T)>,
        }

        impl<T: $bound> $name<T> {
            pub(crate) fn new(mocks: Rc<RefCell<Mocks>>) -> Self {
                Self { mocks, marker: PhantomData }
            }

            /// It succeeds with this value; any value is one, `0`, `false` and the empty text included.
            pub fn succeed(&self, value: impl Into<<T::Output as Outcome>::Value>) -> &Self {
                self.always(answer::<T::Output>(Ok(value.into())))
            }

            /// It succeeds with this value, once.
            pub fn succeed_once(&self, value: impl Into<<T::Output as Outcome>::Value>) -> &Self {
                self.once(answer::<T::Output>(Ok(value.into())))
            }

            /// It fails with this error.
            pub fn fail(&self, error: impl Into<Error>) -> &Self {
                self.always(Behavior::Answer(Err(error.into())))
            }

            /// It fails with this error, once.
            pub fn fail_once(&self, error: impl Into<Error>) -> &Self {
                self.once(Behavior::Answer(Err(error.into())))
            }

            /// It does this instead.
            pub fn invoke(&self, body: impl Fn(T::Input) -> T::Output + 'static) -> &Self {
                self.always(invoke::<T::Input, T::Output>(body))
            }

            /// It does this instead, once.
            pub fn invoke_once(&self, body: impl Fn(T::Input) -> T::Output + 'static) -> &Self {
                self.once(invoke::<T::Input, T::Output>(body))
            }

            /// It does not answer until its time is up; at once if it has no limit.
            pub fn timeout(&self) -> &Self {
                self.always(Behavior::Timeout)
            }

            /// It does not answer until its time is up, once.
            pub fn timeout_once(&self) -> &Self {
                self.once(Behavior::Timeout)
            }

            fn always(&self, behavior: Behavior) -> &Self {
                self.mocks.borrow_mut().always(T::NAME, behavior);
                self
            }

            fn once(&self, behavior: Behavior) -> &Self {
                self.mocks.borrow_mut().once(T::NAME, behavior);
                self
            }
        }

        impl<T: $bound> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&T::NAME).finish()
            }
        }
    };
}

fn invoke<I: serde::de::DeserializeOwned, O: Outcome>(body: impl Fn(I) -> O + 'static) -> Behavior {
    Behavior::Invoke(Rc::new(move |input| recorded::<O>(body(input.read()?).into_result())))
}

mock! {
    /// What happens when workflows call a task, instead of its body.
    TaskMock Task
}
mock! {
    /// What happens when workflows call a child workflow, instead of its body.
    WorkflowMock Workflow
}

impl<T: Task> TaskMock<T> {
    /// It gives no sign of life until the heartbeat time-out is over; at once if it has none.
    pub fn heartbeat_timeout(&self) -> &Self {
        self.always(Behavior::HeartbeatTimeout)
    }

    /// It gives no sign of life until the heartbeat time-out is over, once.
    pub fn heartbeat_timeout_once(&self) -> &Self {
        self.once(Behavior::HeartbeatTimeout)
    }
}
