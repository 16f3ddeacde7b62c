//! Answers as HTTP carries them.

use http::{HeaderValue, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::OperatorError;

/// An answer with its whole body.
pub type Answer = Response<Vec<u8>>;

#[derive(Serialize, Deserialize)]
struct Refusal {
    error: OperatorError,
}

/// Reads an answer. What is no answer of an operator (a proxy's page, another service) is an error too, with code
/// `NotAnOperator`.
pub fn read_answer<T: DeserializeOwned>(answer: &Answer) -> Result<T, OperatorError> {
    let status = answer.status();
    if status.is_success() {
        return serde_json::from_slice(answer.body()).map_err(|error| {
            let message = format!("the answer has another shape than expected: {error}");
            OperatorError::new(status, "NotAnOperator", message)
                .hint("are the tool and the service of the same version?")
        });
    }
    if let Ok(Refusal { mut error }) = serde_json::from_slice::<Refusal>(answer.body()) {
        error.status = status;
        return Err(error);
    }
    let text: String =
        String::from_utf8_lossy(answer.body()).split_whitespace().collect::<Vec<_>>().join(" ");
    let text: String = text.chars().take(200).collect();
    let message = format!("the answer is not the service's own: {status} {text}");
    Err(OperatorError::new(status, "NotAnOperator", message.trim_end()))
}

pub(crate) fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    // Writing to memory does not fail, and every key is a string.
    let mut answer = Response::new(serde_json::to_vec(value).unwrap_or_default());
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

pub(crate) fn refusal(error: OperatorError) -> Answer {
    json(error.status, &Refusal { error })
}
