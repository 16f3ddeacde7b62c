//! Tasks, workflows and signals that the cases use, written as the macros would write them.

use eventual_runtime_engine::*;
use serde::{Deserialize, Serialize};

macro_rules! task {
    ($marker:ident, $name:ident($arg:ident: $input:ty) -> $output:ty $body:block $(, $options:expr)?) => {
        pub enum $marker {}
        impl Task for $marker {
            type Input = $input;
            type Output = Result<$output>;
            const NAME: &'static str = stringify!($name);
            $(fn options() -> TaskOptions { $options })?
            fn run($arg: $input, _: TaskContext) -> TaskFuture<Self::Output> {
                Box::pin(async move { $body })
            }
        }
        #[track_caller]
        pub fn $name($arg: $input) -> TaskCall<$marker> {
            TaskCall::new($arg)
        }
    };
}

task!(A, a(n: u64) -> u64 { Ok(n + 1) });
task!(B, b(n: u64) -> u64 { Ok(n + 1) });
task!(C, c(n: u64) -> u64 { Ok(n + 1) });
task!(Retried, retried(n: u64) -> u64 { Ok(n) }, TaskOptions {
    retry: RetryPolicy::times(3),
    ..TaskOptions::default()
});

/// A request, written as the type of a data primitive would write it.
#[track_caller]
pub fn get(n: u64) -> Response {
    request(reserve().expect("a workflow"), "entity.get:Order", Payload::of(&n).expect("a number"))
}

/// An input that has no JSON form.
#[derive(Deserialize)]
pub struct Unwritable;
impl Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> std::result::Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no JSON form"))
    }
}
task!(TakesUnwritable, takes_unwritable(_n: Unwritable) -> u64 { Ok(1) });

/// An error of a user's.
#[derive(Debug, PartialEq)]
pub enum CardError {
    Declined,
    Other(String),
}
impl Failure for CardError {
    fn to_error(&self) -> Error {
        match self {
            Self::Declined => Error::new("Declined", ""),
            Self::Other(name) => Error::new(name.clone(), ""),
        }
    }
    fn from_error(error: Error) -> Self {
        if error.name == "Declined" { Self::Declined } else { Self::Other(error.name) }
    }
}
pub enum Charge {}
impl Task for Charge {
    type Input = u64;
    type Output = Result<u64, CardError>;
    const NAME: &'static str = "charge";
    fn run(_: u64, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async { Err(CardError::Declined) })
    }
}
pub fn charge(n: u64) -> TaskCall<Charge> {
    TaskCall::new(n)
}

pub enum Double {}
impl Workflow for Double {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "double";
    fn run(n: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move { Ok(a(n).await? * 2) })
    }
}
pub fn double(n: u64) -> WorkflowCall<Double> {
    WorkflowCall::new(n)
}

macro_rules! signal {
    ($name:ident($inner:ty)) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        pub struct $name(pub $inner);
        impl Signal for $name {
            const NAME: &'static str = stringify!($name);
        }
    };
}
signal!(Go(u64));
signal!(Stop(u64));
