use eventual_runtime_engine::{Occurrence, Step};

use super::{OperationError, find};
use crate::segment::Segment;
use crate::stores::{ExecutionTable, HistoryStore};
use crate::together::together;

/// The steps of the present run of an execution; none if it was not begun yet. Nothing of it is run. `workflow`: the one
/// that it must run; `None`: any.
///
/// # Errors
/// If there is no such execution, a part of its history is missing or damaged, or a store fails.
pub async fn history(
    stores: &(impl ExecutionTable + HistoryStore),
    execution: &str,
    workflow: Option<&str>,
) -> Result<Vec<Step>, OperationError> {
    let row = find(stores, execution, workflow).await?;
    let unable = |reason| OperationError::Unavailable { execution: execution.to_owned(), reason };
    // A list of futures, and no `Live`: what holds either an iterator or an execution cannot change threads.
    let reads: Vec<_> = (row.base..=row.committed).map(|number| stores.read(execution, number)).collect();
    let mut texts = together(reads).await?;
    while let Some(text) = stores.read(execution, row.base + texts.len() as u64).await? {
        texts.push(Some(text));
    }
    let mut steps = Vec::new();
    for (number, text) in (row.base..).zip(texts) {
        let text = text.ok_or_else(|| unable(format!("segment {number} of the history is missing")))?;
        for step in Segment::read(number, &text).map_err(unable)?.steps {
            // With this a new run begins.
            if matches!(step.event.what, Occurrence::Started(_)) {
                steps.clear();
            }
            steps.push(step);
        }
    }
    Ok(steps)
}
