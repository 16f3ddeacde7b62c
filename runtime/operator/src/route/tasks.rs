//! Tasks that are finished from elsewhere.

use eventual_runtime_orchestrator::operations::{self, ReportOutcome};

use super::Given;
use crate::body::{TaskDetails, TaskError, TaskTold, TaskValue};
use crate::error::OperatorError;
use crate::host::Host;

/// `what` is `complete`, `fail` or `heartbeat`.
pub(crate) async fn tell(
    host: &impl Host,
    token: &str,
    what: &str,
    given: &Given<'_>,
) -> Result<TaskTold, OperatorError> {
    let stores = host.stores();
    let outcome = match what {
        "complete" => {
            let TaskValue { value } = given.body(r#"{"value": {}}"#)?;
            operations::complete(stores, token, Ok(value)).await?;
            ReportOutcome::Accepted
        }
        "fail" => {
            let TaskError { error } =
                given.body(r#"{"error": {"name": "Declined", "message": "no money"}}"#)?;
            operations::complete(stores, token, Err(error)).await?;
            ReportOutcome::Accepted
        }
        _ => {
            let TaskDetails { details } = given.body(r#"{"details": {}}"#)?;
            operations::heartbeat(stores, token, details, host.now()).await?
        }
    };
    Ok(TaskTold { cancelled: outcome == ReportOutcome::CancelRequested })
}
