//! Replay: from a recorded history to the live execution that wrote it.

use super::context::Mode;
use super::{Divergence, Execution, Fault};
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
        let Occurrence::Started(started) = &first.event.what else {
            return Err(Fault::Damaged("it does not begin with a start"));
        };
        let mut execution = Self::new(workflow, started, first.event.at)?;
        // Entered once, not at each step.
        let _entered = super::current::Entered::new(&execution.context);
        {
            let mut state = execution.context.state.borrow_mut();
            state.mode = match strictness {
                Strictness::Calls => Mode::Replay,
                Strictness::Data => Mode::Strict,
            };
            state.recorded.begin(&first.decisions);
        }
        // An input that could be read then and can not be read now is the code's fault, not the input's.
        if let Err(error) = execution.begin(workflow, &started.input) {
            if matches!(first.decisions.last(), Some(Decision::Fail { .. })) {
                execution.end(Decision::fail(error));
            } else {
                execution.context.unreadable("its input".to_owned(), error);
            }
        }
        execution.check(&first.decisions)?;
        for step in history {
            if execution.is_over() {
                return Err(Fault::Damaged("it goes on after the end"));
            }
            if matches!(step.event.what, Occurrence::Started(_)) {
                return Err(Fault::Damaged("it starts twice"));
            }
            execution.context.state.borrow_mut().recorded.begin(&step.decisions);
            execution.occur(step.event.at, &step.event.what);
            execution.check(&step.decisions)?;
        }
        execution.context.state.borrow_mut().mode = Mode::Live;
        Ok(execution)
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
