//! Questions to executions.

use eventual_runtime_orchestrator::QueryError;

use super::{Given, row};
use crate::body::{QueryAnswer, QueryExecution};
use crate::error::OperatorError;
use crate::host::Host;

pub(crate) async fn ask(host: &impl Host, id: &str, given: &Given<'_>) -> Result<QueryAnswer, OperatorError> {
    let QueryExecution { name, input } = given.body(r#"{"name": "progress", "input": null}"#)?;
    // So that an id with a typo is answered as everywhere.
    row(host, id).await?;
    match host.query(id, &name, input).await? {
        Ok(answer) => Ok(QueryAnswer { answer }),
        Err(error @ QueryError::NotFound(_)) => {
            Err(OperatorError::not_found("ExecutionNotFound", error.to_string()))
        }
        Err(error @ QueryError::Unable { .. }) => {
            Err(OperatorError::conflict("ExecutionIsNotAble", error.to_string()))
        }
        Err(QueryError::Refused(error)) => Err(OperatorError::bad_request(error.message)),
        Err(QueryError::Store(error)) => Err(error.into()),
    }
}
