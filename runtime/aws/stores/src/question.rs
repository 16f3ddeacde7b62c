//! Questions to executions. Whoever has one calls the orchestrator's function and waits: only that has the code of the
//! workflows.

use std::time::Duration;

use eventual_analyzer_model::contract::ENV_ORCHESTRATOR;
use eventual_runtime_aws::{Client, invoke};
use eventual_runtime_engine::{Error, Payload, Result};
use eventual_runtime_orchestrator::operations::{OperationError, Question};
use serde::{Deserialize, Serialize};

/// API Gateway gives up after 29 seconds.
const TIMEOUT: Duration = Duration::from_secs(25);

/// The payload of such a call.
#[derive(Serialize, Deserialize)]
struct Call {
    query: Question,
}

/// The question, if the payload of an invocation is one.
pub fn question(payload: &[u8]) -> Option<Question> {
    serde_json::from_slice::<Call>(payload).ok().map(|it| it.query)
}

/// As the answer to an invocation. A failure of a store is one of the function.
///
/// # Errors
/// `StoreFailed`.
pub fn answered(answer: std::result::Result<Payload, OperationError>) -> Result<Vec<u8>> {
    match answer {
        Err(OperationError::Store(error)) => Err(OperationError::Store(error).into()),
        answer => serde_json::to_vec(&answer).map_err(Error::other),
    }
}

/// Has the orchestrator of the service answer.
///
/// # Errors
/// `QueryFailed`, if it cannot be called; otherwise what it answers.
pub async fn ask(question: Question) -> std::result::Result<Payload, OperationError> {
    let execution = question.execution.clone();
    let failed = |reason: String| OperationError::Unavailable { execution: execution.clone(), reason };
    let function = std::env::var(ENV_ORCHESTRATOR)
        .map_err(|_| failed(format!("the environment variable `{ENV_ORCHESTRATOR}` is not set")))?;
    let client = Client::shared().map_err(|error| failed(error.to_string()))?;
    let call = serde_json::to_vec(&Call { query: question }).map_err(|error| failed(error.to_string()))?;
    let answer = invoke(client, &function, call, TIMEOUT).await.map_err(|error| failed(error.to_string()))?;
    serde_json::from_slice::<std::result::Result<Payload, OperationError>>(&answer)
        .map_err(|error| failed(format!("the answer of `{function}` cannot be read: {error}")))?
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
        let store = OperationError::Store(eventual_runtime_orchestrator::StoreError("throttled".to_owned()));
        assert_eq!(answered(Err(store)), Err(Error::new("StoreFailed", "throttled")));
        let value = answered(Ok(Payload::of(&7).unwrap())).unwrap();
        assert_eq!(value, br#"{"Ok":7}"#);
    }
}
