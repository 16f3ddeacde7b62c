//! Durable workflows as a sans-IO machine: events in, decisions out.
//!
//! Here is what a workflow *means*: how calls are numbered, recorded and replayed, how signals, timers, cancellation and
//! retries behave, and how a history is written down. Here is no clock, no network, no randomness, no thread and no async
//! runtime: a host feeds [`HistoryEvent`]s to an [`Execution`], writes the [`Step`]s, and carries out their
//! [`Decision`]s. The same engine runs in tests, locally and on AWS.
//!
//! The rules that everything else follows from:
//!
//! * A call takes its number when it is *made* and sends its decision when it is first *polled*. So identity follows the
//!   program, not the order in which `join!` or `select!` polls, and a call that is never awaited is never sent.
//! * Events happen one at a time, each with a turn of its own, live as on replay. So the order of completion alone decides
//!   races, and a replay decides them again the same way.
//! * A step, one event with its decisions ordered by number, is written whole before its decisions are carried out.
//!   Carrying one out again must have no second effect; `(execution, run, seq)` names it.
//! * A replay compares what the code decides with what is written. A difference is a [`Fault`]: not an outcome, nothing of it
//!   is written, and with restored code the execution goes on.
//! * Signals are kept by name until somebody takes them: waiters in the order in which they were made, then the handler.
//! * A cancellation cuts off what is waited for at that moment: tasks and children answer `Cancelled`; what cannot answer with
//!   an error (timers, signals, conditions) stays pending, and if nothing else is under way the execution ends, unless
//!   `until_cancelled` gives the word back. What is called later, to clean up, runs as usual.
//! * Dropping a future forgets its result: tasks and children run on, a timer is cancelled.
//!
//! What a host owes an execution:
//!
//! * One event at a time: [`Execution::apply`], write the [`Step`], then carry out its decisions. If writing fails, drop the live
//!   copy; [`Execution::replay`] brings it back. Events may come twice and in any order: what is no news is
//!   [`Applied::Ignored`]. Signals are told apart by [`SignalEntry::id`].
//! * [`Decision::Task`]: run it by a [`TaskRun`], which decides on retries and time-outs; report `Succeeded` or `Failed` once.
//!   [`Decision::Timer`]: report `Fired` when it is due. [`Decision::Child`]: start it under its name or
//!   [`Decision::child_id`], with [`Started::parent`] set if `wait`, and report how it ended. A name that is taken by
//!   another start is a `Failed`.
//! * [`Decision::Cancel`] and [`Decision::Terminate`]: forget the timer, [`TaskRun::cancel`] the task, send the child
//!   `CancelRequested` or `Terminated`.
//! * When [`Started::timeout`] has passed: `Terminated` with an error named [`Error::TIMED_OUT`].
//! * When the execution ended: its timers are void, running tasks may be told to stop, a waiting parent is told. After
//!   [`Decision::ContinueAsNew`] a new history begins with [`Started::continued`].
//! * On a [`Fault`]: show it on the execution, keep the event for later, drop the live copy.

mod error;
mod execution;
mod journal;
mod leaf;
mod payload;
mod status;
mod task;
mod time;
mod workflow;

// Errors
#[doc(hidden)]
pub use error::derived;
pub use error::{Error, Failure, Outcome, Result, TimedOut};
// What workflow code uses
#[doc(hidden)]
pub use leaf::OnlyInsideAWorkflow;
pub use leaf::{
    CallId, Cancelled, Condition, ContinueAsNew, ExecutionInfo, ExpectSignal, JoinHandle, Limit, Response,
    Signal, SignalHandler, Timeout, Timer, Uncancellable, UntilCancelled, cancelled, condition,
    continue_as_new, duration, emit, execution_info, in_workflow, is_cancelled, is_replaying, now, on_query,
    patched, random, request, reserve, send_signal, sleep, spawn, time, timeout, uncancellable,
    until_cancelled, uuid,
};
pub use time::{Timestamp, Unit, units};
// Tasks and workflows, typed and not
#[doc(hidden)]
pub use task::only_in_a_workflow;
pub use task::{
    Attempt, FailedAttempt, Heartbeat, RetryPolicy, Task, TaskCall, TaskContext, TaskEntry, TaskFn,
    TaskFuture, TaskHost, TaskInfo, TaskOptions, TaskRun, Verdict,
};
pub use workflow::{
    Body, ChildOptions, LONGEST_NAME, StartedChild, Workflow, WorkflowCall, WorkflowEntry, WorkflowFn,
    WorkflowFuture, check_name, start_child,
};
// What hosts drive
pub use execution::{
    Applied, Call, Divergence, Execution, Fault, Place, Replay, Status, Strictness, Waiting,
};
pub use journal::{
    Decision, Emitted, HistoryEvent, JOURNAL_VERSION, JournalError, Kind, Occurrence, Parent, ParentClose,
    Seq, SignalEntry, Started, Step, decode, encode, encode_header,
};
pub use payload::Payload;
pub use status::{ExecutionState, ExecutionStatus};
