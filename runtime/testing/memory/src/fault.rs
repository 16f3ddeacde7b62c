//! The point that every operation goes through.

use std::time::Duration;

/// An operation of the host. Each one passes the fault point by this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A segment is added to a history.
    Append,
    /// A segment is read.
    ReadSegment,
    /// The row of an execution is read.
    ReadRow,
    /// The row of an execution is written.
    PutRow,
    /// Rows are listed.
    List,
    /// The record of a task call is read.
    ReadTask,
    /// The record of a task call is written.
    PutTask,
    /// A message is put into the queue.
    Send,
    /// A message is given to the scheduler.
    Delay,
    /// A message is taken back from the scheduler.
    Forget,
    /// A worker is started for an attempt of a task.
    Invoke,
    /// A data primitive is asked for something.
    Request,
    /// Events are put on the bus.
    Emit,
    /// An event is on its way to a subscription.
    Route,
    /// Messages are handed to an orchestrator.
    Deliver,
    /// A worker begins.
    Work,
}

/// What goes wrong with one operation; by default nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The process dies.
    pub crash: Option<Crash>,
    /// What is sent, scheduled, invoked or handed over comes twice.
    pub is_doubled: bool,
    /// What is sent or scheduled comes so much later.
    pub delay: Duration,
    /// The place among what is due at the same time; `None`: behind all that is there.
    pub order: Option<u64>,
    /// Another task of the thread goes first.
    pub yields: bool,
    /// The scheduler does not know the name: nothing is replaced or taken back.
    pub is_nameless: bool,
}

/// When the process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crash {
    /// Before the operation is done.
    Before,
    /// After the operation was done, before the caller knows it.
    After,
}

/// Decides what goes wrong: the operation, and how many there were before it.
pub(crate) type Disturbance = Box<dyn FnMut(Operation, usize) -> Fault + Send>;
