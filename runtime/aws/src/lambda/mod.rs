//! The process of a Lambda function: fetch an invocation, run the handler, post its answer, for ever.

mod invocation;
mod panics;
mod process;
mod runtime_api;

pub use invocation::{EntryFn, Invocation, InvocationError};
pub use process::run;
