//! [`Execution`]: one run of a workflow, live in memory.

mod cancel;
mod conditions;
mod context;
mod current;
mod divergence;
mod places;
mod query;
mod recorded;
mod replay;
mod signals;
mod slots;
mod spawned;
mod turn;
mod waiters;

pub(crate) use context::Context;
pub(crate) use current::{current, expect_current, is_current};
pub use divergence::{Call, Divergence, Fault};
pub use places::{Place, Waiting};
pub use replay::{Replay, Strictness};
pub(crate) use signals::Handler as SignalHandlerFn;
pub(crate) use slots::Answer;

use crate::error::{Error, Result};
use crate::journal::{Decision, HistoryEvent, Occurrence, SignalEntry, Started, Step};
use crate::payload::Payload;
use crate::time::Timestamp;
use crate::workflow::{Body, WorkflowEntry};
use spawned::SubTasks;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use turn::RootWaker;

/// One run of a workflow, live in memory: feed it events, carry out its decisions.
///
/// An execution stays on the thread it was made on. Run it on plain threads: inside an async runtime a workflow that
/// awaits a socket of that runtime would be detected later than without one.
pub struct Execution {
    context: Rc<Context>,
    root: Option<Body>,
    sub_tasks: SubTasks,
    waker: Arc<RootWaker>,
    steps: usize,
}

/// How far an execution is.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// It waits for events.
    Running,
    /// It succeeded with this value.
    Succeeded(Payload),
    /// It failed, was cancelled ([`Error::is_cancelled`]) or ended from outside.
    Failed(Error),
    /// It goes on in another run, with this input and these signals.
    ContinuedAsNew(Payload, Vec<SignalEntry>),
}

/// What became of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Applied {
    /// It made this step, which must be written before its decisions are carried out.
    Step(Step),
    /// It was no news: it came twice, or nobody waits for it any more. There is nothing to write.
    Ignored,
}

impl Execution {
    /// Begins an execution; the step is the first of its history.
    pub fn start(workflow: &WorkflowEntry, started: Started, at: Timestamp) -> Result<(Self, Step), Fault> {
        let mut execution = Self::new(workflow, &started, at)?;
        if let Err(error) = execution.begin(workflow, &started.input) {
            execution.end(Decision::fail(error));
        }
        let event = HistoryEvent { at, what: Occurrence::Started(Box::new(started)) };
        let step = execution.finish_live(event)?;
        Ok((execution, step))
    }

    /// Lets an event happen. After a [`Fault`] the live copy is of no use any more: drop it.
    pub fn apply(&mut self, event: HistoryEvent) -> Result<Applied, Fault> {
        if let Some(fault) = &self.context.state.borrow().fault {
            return Err(fault.clone());
        }
        if !self.is_news(&event.what) {
            return Ok(Applied::Ignored);
        }
        self.occur(event.at, &event.what);
        self.finish_live(event).map(Applied::Step)
    }

    /// How far the execution is.
    pub fn status(&self) -> Status {
        match &self.context.state.borrow().end {
            None => Status::Running,
            Some(Decision::Complete { value }) => Status::Succeeded(value.clone()),
            Some(Decision::Fail { error }) => Status::Failed((**error).clone()),
            Some(Decision::ContinueAsNew { input, signals }) => {
                Status::ContinuedAsNew(input.clone(), signals.clone())
            }
            Some(_) => Status::Running,
        }
    }

    /// Whether the execution ended.
    pub fn is_over(&self) -> bool {
        self.context.state.borrow().end.is_some()
    }

    /// How many steps its history has.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// Name of the workflow.
    pub fn workflow(&self) -> &'static str {
        self.context.workflow()
    }

    /// Id of the execution.
    pub fn id(&self) -> &str {
        self.context.execution()
    }

    fn new(workflow: &WorkflowEntry, started: &Started, at: Timestamp) -> Result<Self, Fault> {
        if started.workflow != workflow.name {
            let (recorded, given) = (started.workflow.clone(), workflow.name.to_owned());
            return Err(Fault::WrongWorkflow { recorded, given });
        }
        let waker = Arc::new(RootWaker::default());
        let context = Rc::new(Context::new(Arc::clone(&waker).into(), workflow.name, started, at));
        for signal in &started.signals {
            context.state.borrow_mut().signals.arrive(signal);
        }
        Ok(Self { context, root: None, sub_tasks: SubTasks::default(), waker, steps: 0 })
    }

    /// The first turn. Fails if the input cannot be read.
    fn begin(&mut self, workflow: &WorkflowEntry, input: &Payload) -> Result<()> {
        let body = {
            // The function may make calls before it returns its future.
            let _entered = current::Entered::new(&self.context);
            (workflow.run)(input)
        };
        self.root = Some(body?);
        self.context.root_woken.set(true);
        self.turn();
        Ok(())
    }

    /// Whether an event would change anything.
    fn is_news(&self, what: &Occurrence) -> bool {
        let state = self.context.state.borrow();
        if state.end.is_some() {
            return false;
        }
        match what {
            Occurrence::Started(_) => false,
            Occurrence::Succeeded { seq, .. } | Occurrence::Failed { seq, .. } => {
                state.slots.expects(*seq, false)
            }
            Occurrence::Fired { seq } => state.slots.expects(*seq, true),
            Occurrence::Signal(signal) => !state.signals.is_known(&signal.id),
            Occurrence::CancelRequested { .. } => state.cancelled.is_none(),
            Occurrence::Terminated { .. } => true,
        }
    }

    /// Lets something happen that is news, and what follows from it.
    fn occur(&mut self, at: Timestamp, what: &Occurrence) {
        // Whatever woke the workflow between two events was nothing durable. Not to poll because of it is what keeps the
        // live copy and a cold one together.
        self.waker.0.store(false, Ordering::Release);
        {
            let mut state = self.context.state.borrow_mut();
            // Hosts' clocks may differ; inside a workflow time never goes back.
            state.now = state.now.max(at);
            state.first_seq = state.next_seq;
        }
        let answer = |seq, answer| {
            let waker = self.context.state.borrow_mut().slots.answer(seq, answer);
            if let Some(waker) = waker {
                self.context.wake(waker);
            }
        };
        match what {
            Occurrence::Started(_) => {}
            Occurrence::Succeeded { seq, value } => {
                self.child_is_over(*seq);
                answer(*seq, Answer::Value(value.clone()));
            }
            Occurrence::Failed { seq, error } => {
                self.child_is_over(*seq);
                answer(*seq, Answer::Failed(error.clone()));
            }
            Occurrence::Fired { seq } => answer(*seq, Answer::Fired),
            Occurrence::Signal(signal) => {
                let waker = self.context.state.borrow_mut().signals.arrive(signal);
                if let Some(waker) = waker {
                    self.context.wake(waker);
                }
            }
            Occurrence::CancelRequested { reason } => self.context.cancel(reason),
            Occurrence::Terminated { error } => return self.end(Decision::Fail { error: error.clone() }),
        }
        self.turn();
    }

    fn child_is_over(&self, seq: u32) {
        let children = &mut self.context.state.borrow_mut().children;
        if !children.is_empty() {
            children.remove(&seq);
        }
    }

    /// Makes the step out of an event and what was decided since.
    fn finish_live(&mut self, event: HistoryEvent) -> Result<Step, Fault> {
        let mut state = self.context.state.borrow_mut();
        if let Some(fault) = &state.fault {
            return Err(fault.clone());
        }
        let mut decisions = std::mem::take(&mut state.made);
        // Stable: notes keep the order in which they were made.
        decisions.sort_by_key(Decision::key);
        self.steps += 1;
        Ok(Step { event, decisions })
    }
}

impl Drop for Execution {
    /// Forgets the live copy. Destructors of the user's run; to durable calls they do nothing.
    fn drop(&mut self) {
        self.close();
        let queries = std::mem::take(&mut self.context.state.borrow_mut().queries);
        drop(queries);
    }
}

impl fmt::Debug for Execution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Execution")
            .field("workflow", &self.workflow())
            .field("id", &self.id())
            .field("steps", &self.steps)
            .field("status", &self.status())
            .finish_non_exhaustive()
    }
}
