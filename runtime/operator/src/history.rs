//! [`History`]: everything that happened to an execution.

use eventual_runtime_engine::{ExecutionState, Occurrence, Step};
use eventual_runtime_orchestrator::Segment;
use serde::{Deserialize, Serialize};

use crate::attempts::TaskAttempts;
use crate::lines::HistoryLine;

/// A history, or part of a long one: as it is stored, to replay it, and as people read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct History {
    /// The execution.
    pub id: String,
    /// Name of its workflow.
    pub workflow: String,
    /// How far it is.
    pub status: ExecutionState,
    /// What was written, in order and without gaps.
    pub segments: Vec<StoredSegment>,
    /// The same, to be read. Of a call that was made in an earlier part, name and kind are not known here:
    /// [`lines`](crate::lines) over all parts knows them.
    pub events: Vec<HistoryLine>,
    /// How often tasks were tried, if that was asked for: of those that are not over, or were tried more than once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attempts: Vec<TaskAttempts>,
    /// Why the rest of the segments cannot be read, if it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Ask again from this segment: more follow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

/// A segment of a history, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSegment {
    /// Its number, from 1.
    pub number: u64,
    /// What was written; `Segment::read` of the orchestrator reads it.
    pub text: String,
}

impl History {
    /// The steps of each run, to replay them: `continue_as_new` begins a new one. Fails with the reason if a segment is
    /// damaged or was written by a newer version.
    pub fn runs(&self) -> Result<Vec<Vec<Step>>, String> {
        let mut runs: Vec<Vec<Step>> = Vec::new();
        for StoredSegment { number, text } in &self.segments {
            for step in Segment::read(*number, text.as_bytes())?.steps {
                match runs.last_mut() {
                    Some(run) if !matches!(step.event.what, Occurrence::Started(_)) => run.push(step),
                    _ => runs.push(vec![step]),
                }
            }
        }
        Ok(runs)
    }
}
