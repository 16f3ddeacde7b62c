//! Tasks that are finished from elsewhere.

use eventual_runtime_orchestrator::{BadToken, TaskToken, Told, beat, complete};

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
    let token: TaskToken =
        token.parse().map_err(|error: BadToken| OperatorError::bad_request(error.to_string()))?;
    let told = match what {
        "complete" => {
            let TaskValue { value } = given.body(r#"{"value": {}}"#)?;
            complete(host.stores(), &token, Ok(value)).await?
        }
        "fail" => {
            let TaskError { error } =
                given.body(r#"{"error": {"name": "Declined", "message": "no money"}}"#)?;
            complete(host.stores(), &token, Err(error)).await?
        }
        _ => {
            let TaskDetails { details } = given.body(r#"{"details": {}}"#)?;
            beat(host.stores(), &token, details, host.now()).await?
        }
    };
    match told {
        Told::Taken => Ok(TaskTold { cancelled: false }),
        Told::Cancelled => Ok(TaskTold { cancelled: true }),
        Told::Over => {
            let message = "the attempt is over: it was finished, or given up and another one begun";
            Err(OperatorError::conflict("TaskIsOver", message))
        }
        Told::Unknown => Err(OperatorError::not_found("TaskNotFound", "no task has this token")),
    }
}
