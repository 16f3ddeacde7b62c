//! [`TaskAttempts`]: what a history does not have, since workflows do not see it: how often a task was tried.

use std::collections::BTreeSet;

use eventual_runtime_engine::{FailedAttempt, Seq, Timestamp};
use eventual_runtime_orchestrator::{CallKey, StoreError, TaskRecord, TaskTable};
use serde::{Deserialize, Serialize};

use crate::lines::{HistoryLine, LineKind};

/// Calls that are looked at for one answer. Each is a read of the store.
const MOST_CALLS: usize = 100;

/// The attempts of a task call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskAttempts {
    /// In which run of the execution the call was made.
    pub run: u32,
    /// Number of the call.
    pub seq: Seq,
    /// The attempt that runs or comes next, from 1; of a call that is over its last.
    pub attempt: u32,
    /// How many there may be.
    pub most: u32,
    /// Since when the attempt runs, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub began: Option<Timestamp>,
    /// When the attempt is to begin, if it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// The latest attempts that failed and were followed by another one, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedAttempt>,
}

impl TaskAttempts {
    fn of(call: &CallKey, record: &TaskRecord) -> Self {
        Self {
            run: call.run,
            seq: call.seq,
            attempt: record.run.attempt(),
            most: record.run.most_attempts(),
            began: record.run.began(),
            due: record.run.due(),
            failed: record.run.failed_attempts().to_vec(),
        }
    }
}

/// Attempts of the calls in these lines that are not over or were tried more than once. Of many calls those that are not
/// over are looked at first, then the latest.
pub(crate) async fn attempts(
    tasks: &impl TaskTable,
    execution: &str,
    lines: &[HistoryLine],
) -> Result<Vec<TaskAttempts>, StoreError> {
    let ends = lines.iter().filter(|it| matches!(it.kind, LineKind::TaskSucceeded | LineKind::TaskFailed));
    let ended: BTreeSet<_> = ends.map(|it| (it.run, it.seq)).collect();
    let calls = lines.iter().rev().filter(|it| it.kind == LineKind::TaskScheduled);
    let (over, mut calls): (Vec<_>, Vec<_>) = calls.partition(|it| ended.contains(&(it.run, it.seq)));
    calls.extend(over);
    let mut found = Vec::new();
    for line in calls.into_iter().take(MOST_CALLS) {
        let Some(seq) = line.seq else { continue };
        let call = CallKey { execution: execution.to_owned(), run: line.run, seq };
        if let Some(record) = tasks.task(&call).await?
            && (record.outcome.is_none() || record.run.attempt() > 1)
        {
            found.push(TaskAttempts::of(&call, &record));
        }
    }
    found.sort_by_key(|it| (it.run, it.seq));
    Ok(found)
}
