//! Starting an execution from outside.

use eventual_runtime_engine::Timestamp;

use crate::error::StoreError;
use crate::message::{Message, Start, What};
use crate::row::Row;
use crate::stores::{Effects, ExecutionTable, Written};

/// Why an execution was not started.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StartError {
    /// The id is taken by an execution that was started otherwise.
    #[error(
        "execution `{0}` exists with another workflow or input; choose another name or start it with the same"
    )]
    Exists(String),
    /// It is not known whether it was started. Trying again is safe.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Starts an execution. Doing it again, with the same workflow and input, starts it once; until it was begun the message
/// is sent again, in case the first starter died between the two writes.
pub async fn start(
    stores: &(impl ExecutionTable + Effects),
    execution: &str,
    start: Start,
    now: Timestamp,
) -> Result<(), StartError> {
    let row = Row::new(&start, now);
    if stores.put_row(execution, &row).await? == Written::Taken {
        let known = stores.row(execution).await?;
        if known.is_some_and(|known| known.start != row.start) {
            return Err(StartError::Exists(execution.to_owned()));
        }
    }
    Ok(stores.send(Message::new(execution, What::Start(Box::new(start)))).await?)
}
