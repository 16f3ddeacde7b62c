//! Questions to executions.

use eventual_runtime_orchestrator::operations::Question;

use super::{Given, refused};
use crate::body::{QueryAnswer, QueryExecution};
use crate::error::OperatorError;
use crate::host::{Host, HostError};

pub(crate) async fn ask(host: &impl Host, id: &str, given: &Given<'_>) -> Result<QueryAnswer, OperatorError> {
    let QueryExecution { name, input } = given.body(r#"{"name": "progress", "input": null}"#)?;
    let question = Question { execution: id.to_owned(), workflow: None, name, input };
    match host.query(question).await {
        Ok(answer) => Ok(QueryAnswer { answer }),
        Err(HostError::Operation(error)) => Err(refused(host, id, error).await),
        Err(error) => Err(error.into()),
    }
}
