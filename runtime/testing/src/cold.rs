//! Replays what became history on a cold copy, so that a workflow that is not deterministic fails in its
//! test.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use eventual_runtime_engine::{Decision, Execution, Occurrence, Step, Strictness, WorkflowEntry};
use eventual_runtime_orchestrator::Segment;

/// A history is replayed when so many steps were added, at its end, and when nothing else is due. To replay all of it with
/// each step would take quadratic time.
const MAX_BEHIND: usize = 64;
/// Longer ones are not replayed each time that nothing else is due.
const SHORT: usize = 256;

/// The histories that are not over, as they were written. A clone is the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct ColdCopies(Arc<Mutex<Copies>>);

#[derive(Debug, Default)]
struct Copies {
    workflows: BTreeMap<&'static str, WorkflowEntry>,
    runs: BTreeMap<String, Run>,
    /// Executions with steps that were not replayed yet.
    behind: BTreeSet<String>,
}

/// The present run of an execution.
#[derive(Debug, Default)]
struct Run {
    steps: Vec<Step>,
    /// How many of them were replayed.
    replayed: usize,
}

impl ColdCopies {
    /// Takes the workflows to replay with.
    pub(crate) fn run_with(&self, workflows: &[WorkflowEntry]) {
        self.copies().workflows = workflows.iter().map(|it| (it.name, *it)).collect();
    }

    /// Looks at a segment before it is written; why it must not be.
    pub(crate) fn look(&self, execution: &str, number: u64, segment: &[u8]) -> Result<(), String> {
        let segment = Segment::read(number, segment)?;
        let mut copies = self.copies();
        for step in segment.steps {
            copies.add(execution, step)?;
        }
        copies.look(execution)
    }

    /// Replays what was left; executions that do not go as recorded, with what differs.
    pub(crate) fn settle(&self) -> Vec<(String, String)> {
        let mut copies = self.copies();
        let behind = std::mem::take(&mut copies.behind);
        let replay = |execution: String| {
            let is_short = copies.runs.get(&execution)?.steps.len() <= SHORT;
            let reason = if is_short { copies.replay(&execution).err()? } else { return None };
            Some((execution, reason))
        };
        behind.into_iter().filter_map(replay).collect()
    }

    fn copies(&self) -> MutexGuard<'_, Copies> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Copies {
    fn add(&mut self, execution: &str, step: Step) -> Result<(), String> {
        if matches!(step.event.what, Occurrence::Started(_)) {
            // The run before ends here.
            self.replay(execution)?;
            self.runs.insert(execution.to_owned(), Run::default());
        }
        if let Some(run) = self.runs.get_mut(execution) {
            run.steps.push(step);
        }
        Ok(())
    }

    fn look(&mut self, execution: &str) -> Result<(), String> {
        let Some(run) = self.runs.get(execution) else { return Ok(()) };
        let is_over = run.steps.last().is_some_and(|step| step.decisions.iter().any(ends));
        if !is_over && run.steps.len() < run.replayed + MAX_BEHIND {
            if !self.behind.contains(execution) {
                self.behind.insert(execution.to_owned());
            }
            return Ok(());
        }
        let replayed = self.replay(execution);
        if is_over {
            self.runs.remove(execution);
        }
        replayed
    }

    fn replay(&mut self, execution: &str) -> Result<(), String> {
        let Some(run) = self.runs.get_mut(execution) else { return Ok(()) };
        let workflow = run.steps.first().and_then(|step| match &step.event.what {
            Occurrence::Started(started) => self.workflows.get(started.workflow.as_str()),
            _ => None,
        });
        let Some(workflow) = workflow.filter(|_| run.replayed < run.steps.len()) else { return Ok(()) };
        run.replayed = run.steps.len();
        let replayed = Execution::replay(workflow, &run.steps, Strictness::Data);
        replayed.map(|_| ()).map_err(|fault| {
            self.runs.remove(execution);
            fault.to_string()
        })
    }
}

fn ends(decision: &Decision) -> bool {
    matches!(decision, Decision::Complete { .. } | Decision::Fail { .. } | Decision::ContinueAsNew { .. })
}
