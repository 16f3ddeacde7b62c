//! Replay: from a recorded history to the live execution that wrote it.

use super::context::Mode;
use super::{Call, Divergence, Execution, Fault, Place, Status, Waiting};
use crate::journal::{Decision, Occurrence, Step};
use crate::workflow::WorkflowEntry;

/// What a replay compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// Number, kind and name of each decision: what the execution needs to go on. Data may differ, so a changed
    /// message or a new field does no harm.
    #[default]
    Calls,
    /// All data as well: for tests, and to see whether a change of code changes anything.
    Data,
}

impl Execution {
    /// Brings an execution back to life from its history. The result is live: its next event is news.
    pub fn replay<'h>(
        workflow: &WorkflowEntry,
        history: impl IntoIterator<Item = &'h Step>,
        strictness: Strictness,
    ) -> Result<Self, Fault> {
        let mut history = history.into_iter();
        let Some(first) = history.next() else {
            return Err(Fault::Damaged("it is empty"));
        };
        let mut execution = Self::prepare(workflow, first, strictness)?;
        // Entered once, not at each step.
        let _entered = super::current::Entered::new(&execution.context);
        execution.repeat_start(workflow, first)?;
        for step in history {
            execution.repeat(step)?;
        }
        execution.context.state.borrow_mut().mode = Mode::Live;
        Ok(execution)
    }

    /// An execution that is about to repeat its first step.
    fn prepare(workflow: &WorkflowEntry, first: &Step, strictness: Strictness) -> Result<Self, Fault> {
        let Occurrence::Started(started) = &first.event.what else {
            return Err(Fault::Damaged("it does not begin with a start"));
        };
        let execution = Self::new(workflow, started, first.event.at)?;
        execution.context.state.borrow_mut().mode = match strictness {
            Strictness::Calls => Mode::Replay,
            Strictness::Data => Mode::Strict,
        };
        Ok(execution)
    }

    fn repeat_start(&mut self, workflow: &WorkflowEntry, first: &Step) -> Result<(), Fault> {
        self.context.state.borrow_mut().recorded.begin(&first.decisions);
        // An input that could be read then and cannot be read now is the code's fault, not the input's.
        if let Occurrence::Started(started) = &first.event.what
            && let Err(error) = self.begin(workflow, &started.input)
        {
            if matches!(first.decisions.last(), Some(Decision::Fail { .. })) {
                self.end(Decision::fail(error));
            } else {
                self.context.unreadable("its input".to_owned(), error);
            }
        }
        self.check(&first.decisions)
    }

    #[inline]
    fn repeat(&mut self, step: &Step) -> Result<(), Fault> {
        if self.is_over() {
            return Err(Fault::Damaged("it goes on after the end"));
        }
        if matches!(step.event.what, Occurrence::Started(_)) {
            return Err(Fault::Damaged("it starts twice"));
        }
        self.context.state.borrow_mut().recorded.begin(&step.decisions);
        self.occur(step.event.at, &step.event.what);
        self.check(&step.decisions)
    }

    /// Checks that a step went as recorded.
    fn check(&mut self, decisions: &[Decision]) -> Result<(), Fault> {
        let mut state = self.context.state.borrow_mut();
        if let Some(fault) = &state.fault {
            return Err(fault.clone());
        }
        let step = self.steps;
        self.steps += 1;
        let mut result = state.recorded.finish(decisions);
        if state.mode == Mode::Strict {
            let mut made = std::mem::take(&mut state.made);
            made.sort_by_key(Decision::key);
            result = result.and_then(|()| state.recorded.compare(decisions, &made));
        }
        let Err(found) = result else { return Ok(()) };
        let workflow = self.context.workflow.to_owned();
        let divergence =
            Divergence { workflow, step, recorded: found.recorded, made: found.made, data: found.data };
        let fault = Fault::NotDeterministic(Box::new(divergence));
        state.fault = Some(fault.clone());
        Err(fault)
    }
}

/// A replay that somebody watches: step by step, with the place in the source code of each call. Logs of the workflow are
/// not silent in it: [`is_replaying`](crate::is_replaying) answers `false`.
#[derive(Debug)]
pub struct Replay {
    workflow: WorkflowEntry,
    strictness: Strictness,
    execution: Option<Execution>,
}

impl Replay {
    /// A replay before its first step.
    pub fn new(workflow: &WorkflowEntry, strictness: Strictness) -> Self {
        Self { workflow: *workflow, strictness, execution: None }
    }

    /// Repeats the next step of the history. After a [`Fault`] nothing can be repeated, but [`place`](Self::place) and
    /// [`waiting`](Self::waiting) tell how far the code came.
    pub fn step(&mut self, step: &Step) -> Result<(), Fault> {
        if let Some(execution) = &mut self.execution {
            return execution.repeat(step);
        }
        let execution = Execution::prepare(&self.workflow, step, self.strictness)?;
        execution.context.state.borrow_mut().places = Some(Box::default());
        self.execution.insert(execution).repeat_start(&self.workflow, step)
    }

    /// How far the execution is.
    pub fn status(&self) -> Status {
        self.execution.as_ref().map_or(Status::Running, Execution::status)
    }

    /// Where in the source code a call was made. `None` for the end of the execution, and for calls the code did not make.
    pub fn place(&self, call: &Call) -> Option<Place> {
        self.execution.as_ref()?.context.place(call)
    }

    /// What the workflow waits for: calls by number, then signals, conditions, cancellation.
    pub fn waiting(&self) -> Vec<Waiting> {
        match &self.execution {
            Some(execution) if !execution.is_over() => execution.context.waiting(),
            _ => Vec::new(),
        }
    }
}
