//! Durable workflows as a sans-IO machine: events in, decisions out.
//!
//! Here is what a workflow *means*: how calls are numbered, recorded and replayed, how signals, timers, cancellation and
//! retries behave, and how a history is written down. Here is no clock, no network, no randomness, no thread and no async
//! runtime: a host feeds [`HistoryEvent`]s to an [`Execution`], writes the [`Step`]s, and carries out their
//! [`Decision`]s. The same engine runs in tests, locally and on AWS.

mod error;
mod execution;
mod journal;
mod leaf;
mod payload;
mod task;
mod time;
mod workflow;

// Errors
pub use error::{Error, Failure, Outcome, Result, TimedOut};
// What workflow code uses
#[doc(hidden)]
pub use leaf::OnlyInsideAWorkflow;
pub use leaf::{
    CallId, Cancelled, Condition, ContinueAsNew, ExecutionInfo, ExpectSignal, JoinHandle, Signal,
    SignalHandler, Timeout, Timer, Uncancellable, UntilCancelled, cancelled, condition, continue_as_new,
    duration, emit, execution_info, in_workflow, is_cancelled, is_replaying, now, on_query, patched, random,
    reserve, send_signal, sleep, spawn, time, timeout, uncancellable, until_cancelled, uuid,
};
pub use time::{Timestamp, Unit, units};
// Tasks and workflows, typed and not
pub use task::{
    Attempt, Heartbeat, RetryPolicy, Task, TaskCall, TaskContext, TaskEntry, TaskFn, TaskFuture, TaskHost,
    TaskInfo, TaskOptions, TaskRun, Verdict,
};
pub use workflow::{
    Body, ChildOptions, StartedChild, Workflow, WorkflowCall, WorkflowEntry, WorkflowFn, WorkflowFuture,
    start_child,
};
// What hosts drive
pub use execution::{Applied, Call, Divergence, Execution, Fault, Status, Strictness};
pub use journal::{
    Decision, Emitted, HistoryEvent, JOURNAL_VERSION, JournalError, Kind, Occurrence, Parent, ParentClose,
    Seq, SignalEntry, Started, Step, decode, encode, encode_header,
};
pub use payload::Payload;
