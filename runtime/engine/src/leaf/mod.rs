//! What workflow code awaits and asks besides tasks and children.

mod cancel;
mod condition;
mod continue_as_new;
mod info;
mod patched;
mod query;
mod random;
mod request;
mod signal;
mod spawn;
mod timeout;
mod timer;

pub use cancel::{
    Cancelled, Uncancellable, UntilCancelled, cancelled, is_cancelled, uncancellable, until_cancelled,
};
pub use condition::{Condition, condition};
pub use continue_as_new::{ContinueAsNew, continue_as_new};
pub use info::{ExecutionInfo, execution_info, in_workflow, is_replaying};
pub use patched::patched;
pub use query::on_query;
pub use random::{random, uuid};
pub use request::{CallId, Response, emit, request, reserve, send_signal};
pub use signal::{ExpectSignal, Signal, SignalHandler};
pub use spawn::{JoinHandle, spawn};
pub use timeout::{Timeout, timeout};
pub use timer::{Limit, Timer, duration, now, sleep, time};

/// Why a durable call cannot be sent to another thread: it belongs to the workflow that is being polled on this one.
/// In a command, a subscription or `tokio::spawn` start a workflow, or run a task's body with `local`.
#[derive(Debug)]
#[doc(hidden)]
pub struct OnlyInsideAWorkflow;

/// Reports a durable call that is awaited where its workflow is not: in a task of an async runtime, say.
#[expect(
    clippy::panic,
    reason = "a mistake of the caller's that no type can prevent; the message says what to do"
)]
pub(crate) fn polled_outside(what: &str, name: &str, workflow: &str) -> ! {
    let quoted = if name.is_empty() { String::new() } else { format!(" `{name}`") };
    panic!(
        "{what}{quoted} was called in workflow `{workflow}` and awaited outside of it; \
         to run it beside other calls use `spawn` or `join!`"
    )
}
