use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

use eventual_runtime_engine::{Error, Failure, Outcome, Payload, Result, Task, Workflow};

/// A body without its types.
type Body = dyn Fn(&Payload) -> Result<Payload>;

/// What a mock does instead of the real thing.
#[derive(Clone)]
pub(super) enum Behaviour {
    Answer(Result<Payload>),
    Invoke(Rc<Body>),
    /// Never answers, until a time-out is over.
    Timeout,
    /// Never answers and gives no sign of life.
    HeartbeatTimeout,
}

/// Mocks by name.
#[derive(Default)]
pub(super) struct Mocks(BTreeMap<&'static str, Mock>);

#[derive(Default)]
struct Mock {
    once: VecDeque<Behaviour>,
    always: Option<Behaviour>,
}

impl Mocks {
    fn once(&mut self, name: &'static str, behaviour: Behaviour) {
        self.0.entry(name).or_default().once.push_back(behaviour);
    }

    fn always(&mut self, name: &'static str, behaviour: Behaviour) {
        self.0.entry(name).or_default().always = Some(behaviour);
    }

    /// What to do this time; `None`: the real thing.
    pub(super) fn next(&mut self, name: &str) -> Option<Behaviour> {
        let mock = self.0.get_mut(name)?;
        mock.once.pop_front().or_else(|| mock.always.clone())
    }
}

impl fmt::Debug for Mocks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

fn answer<O: Outcome>(result: Result<O::Value, O::Failure>) -> Behaviour {
    Behaviour::Answer(recorded::<O>(result))
}

fn recorded<O: Outcome>(result: Result<O::Value, O::Failure>) -> Result<Payload> {
    match result {
        Ok(value) => Payload::of(&value),
        Err(failure) => Err(failure.to_error()),
    }
}

macro_rules! mock {
    ($(#[$doc:meta])* $name:ident $bound:ident) => {
        $(#[$doc])*
        ///
        /// The methods can be chained: each `.._once` form answers one call, in order; then the plain form, if there is
        /// one, answers all further calls, else the real body runs.
        #[derive(Clone)]
        pub struct $name<T: $bound> {
            mocks: Rc<RefCell<Mocks>>,
            marker: PhantomData<fn(T)>,
        }

        impl<T: $bound> $name<T> {
            pub(super) fn new(mocks: Rc<RefCell<Mocks>>) -> Self {
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
                self.always(Behaviour::Answer(Err(error.into())))
            }

            /// It fails with this error, once.
            pub fn fail_once(&self, error: impl Into<Error>) -> &Self {
                self.once(Behaviour::Answer(Err(error.into())))
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
                self.always(Behaviour::Timeout)
            }

            /// It does not answer until its time is up, once.
            pub fn timeout_once(&self) -> &Self {
                self.once(Behaviour::Timeout)
            }

            fn always(&self, behaviour: Behaviour) -> &Self {
                self.mocks.borrow_mut().always(T::NAME, behaviour);
                self
            }

            fn once(&self, behaviour: Behaviour) -> &Self {
                self.mocks.borrow_mut().once(T::NAME, behaviour);
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

fn invoke<I: serde::de::DeserializeOwned, O: Outcome>(body: impl Fn(I) -> O + 'static) -> Behaviour {
    Behaviour::Invoke(Rc::new(move |input| recorded::<O>(body(input.read()?).into_result())))
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
        self.always(Behaviour::HeartbeatTimeout)
    }

    /// It gives no sign of life until the heartbeat time-out is over, once.
    pub fn heartbeat_timeout_once(&self) -> &Self {
        self.once(Behaviour::HeartbeatTimeout)
    }
}
