//! What the macros emit for each handler, and how a host drives it.

mod answer;
mod call;
mod command;
mod registry;

pub use answer::{IntoBoxError, answer, answer_result, failure};
pub use call::{HttpCall, HttpHandler, Target, call};
pub use command::read_input;
pub use registry::{Describe, HandlerAt, Service, check_known};
