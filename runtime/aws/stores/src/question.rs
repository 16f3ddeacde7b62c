//! Questions to executions. Whoever has one calls the orchestrator's function and waits: only that has the code of the
//! workflows.

use std::time::Duration;

use eventual_analyzer_model::contract::ENV_ORCHESTRATOR;
use eventual_runtime_aws::{Client, invoke};
use eventual_runtime_engine::{Error, Payload, Result};
use eventual_runtime_orchestrator::QueryError;
use serde::{Deserialize, Serialize};

/// API Gateway gives up after 29 seconds.
const TIMEOUT: Duration = Duration::from_secs(25);

/// The payload of such a call.
#[derive(Serialize, Deserialize)]
struct Call {
    query: Question,
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
pub struct Question {
    /// The execution that is asked.
    pub execution: String,
    /// Wire name of the workflow that it must be of; `None`: of any.
    pub workflow: Option<String>,
    /// Name that the workflow gave to `on_query`.
    pub name: String,
    /// What the answer takes.
    pub input: Payload,
}

/// What comes of it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answered {
    Value(Payload),
    NotFound(String),
    Unable { execution: String, reason: String },
    Refused(Error),
}

/// The question, if the payload of an invocation is one.
pub fn question(payload: &[u8]) -> Option<Question> {
    serde_json::from_slice::<Call>(payload).ok().map(|it| it.query)
}

/// As the answer to an invocation. A failure of a store is one of the function.
///
/// # Errors
/// `StoreFailed`.
pub fn answered(result: std::result::Result<Payload, QueryError>) -> Result<Vec<u8>> {
    let answer = match result {
        Ok(value) => Answered::Value(value),
        Err(QueryError::NotFound(execution)) => Answered::NotFound(execution),
        Err(QueryError::Unable { execution, reason }) => Answered::Unable { execution, reason },
        Err(QueryError::Refused(error)) => Answered::Refused(error),
        Err(QueryError::Store(error)) => return Err(Error::new("StoreFailed", error.to_string())),
    };
    serde_json::to_vec(&answer).map_err(Error::other)
}

/// Has the orchestrator of the service answer.
///
/// # Errors
/// `QueryFailed`, if it can not be called; the inner error is its answer.
pub async fn ask(question: Question) -> Result<std::result::Result<Payload, QueryError>> {
    let function = std::env::var(ENV_ORCHESTRATOR).map_err(|_| {
        Error::new("QueryFailed", format!("the environment variable `{ENV_ORCHESTRATOR}` is not set"))
    })?;
    let client = Client::shared().map_err(Error::other)?;
    let call = serde_json::to_vec(&Call { query: question }).map_err(Error::other)?;
    let answer = invoke(client, &function, call, TIMEOUT)
        .await
        .map_err(|error| Error::new("QueryFailed", error.to_string()))?;
    let answer = serde_json::from_slice(&answer).map_err(|error| {
        Error::new("QueryFailed", format!("the answer of `{function}` can not be read: {error}"))
    })?;
    Ok(match answer {
        Answered::Value(value) => Ok(value),
        Answered::NotFound(execution) => Err(QueryError::NotFound(execution)),
        Answered::Unable { execution, reason } => Err(QueryError::Unable { execution, reason }),
        Answered::Refused(error) => Err(QueryError::Refused(error)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_from_messages() {
        let payload = br#"{"query":{"execution":"o-1","workflow":null,"name":"progress","input":[1, 2]}}"#;
        let asked = question(payload).unwrap();
        assert_eq!((&*asked.name, asked.input.text()), ("progress", "[1, 2]"));
        assert!(question(br#"{"Records":[]}"#).is_none());
    }

    #[test]
    fn what_a_store_could_not_do_fails_the_call() {
        let store = QueryError::Store(eventual_runtime_orchestrator::StoreError("throttled".to_owned()));
        assert_eq!(answered(Err(store)), Err(Error::new("StoreFailed", "throttled")));
        let value = answered(Ok(Payload::of(&7).unwrap())).unwrap();
        assert_eq!(value, br#"{"value":7}"#);
    }
}
