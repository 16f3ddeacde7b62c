use std::time::Duration;

use eventual_runtime_sigv4::encode_part;
use serde_json::Value;
use thiserror::Error;

use super::config::{Client, Service};
use super::error::AwsError;
use super::exchange::Call;
use crate::InvocationError;

const LAMBDA: Service = Service { prefix: "lambda", signing_name: "lambda", endpoint_variable: "LAMBDA" };

/// Why a function did not answer.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum InvokeError {
    /// The function ran and failed.
    #[error("function `{function}` failed with {error}")]
    Function {
        /// Name or ARN of the function.
        function: String,
        /// Its error.
        error: InvocationError,
    },
    /// The function did not run, or it is unknown whether it did.
    #[error(transparent)]
    Call(#[from] AwsError),
}

/// Calls a function, given by name or ARN, and waits for its answer. A broken connection is tried again, so the
/// function may run twice.
///
/// # Errors
/// If the function fails, Lambda refuses the call, or there is no answer within `timeout`.
pub async fn invoke(
    client: &Client,
    function: &str,
    payload: Vec<u8>,
    timeout: Duration,
) -> Result<Vec<u8>, InvokeError> {
    let mut call = call(function, "RequestResponse", payload);
    call.timeout = timeout;
    let response = client.send(&call).await?;
    if response.header("x-amz-function-error").is_none() {
        return Ok(response.body);
    }
    let document: Value = serde_json::from_slice(&response.body).unwrap_or_default();
    let text = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let error = InvocationError { error_type: text("errorType"), message: text("errorMessage") };
    Err(InvokeError::Function { function: function.to_owned(), error })
}

/// Hands a function, given by name or ARN, an event of at most 1 MB; Lambda runs it soon, and retries it as the
/// function is configured.
///
/// # Errors
/// If Lambda does not take the event.
pub async fn invoke_async(client: &Client, function: &str, payload: Vec<u8>) -> Result<(), AwsError> {
    client.send(&call(function, "Event", payload)).await?;
    Ok(())
}

fn call(function: &str, kind: &str, payload: Vec<u8>) -> Call {
    let path = format!("/2015-03-31/functions/{}/invocations", encode_part(function));
    let mut call = Call::new("lambda:InvokeFunction", LAMBDA, "POST", path)
        .header("content-type", "application/json")
        .header("x-amz-invocation-type", kind);
    call.body = payload;
    call
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::fake::{client, response};

    const ARN: &str = "arn:aws:lambda:eu-west-1:1:function:charge";

    #[tokio::test(start_paused = true)]
    async fn the_answer_of_a_function_is_given_back() {
        let client = client(|_| response(200, &[], "7"));
        let answer = invoke(&client, ARN, b"{}".to_vec(), Duration::from_secs(60)).await.unwrap();
        assert_eq!(answer, b"7");
        let requests = client.requests();
        assert_eq!(
            requests[0].line(),
            "POST /2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Acharge/invocations"
        );
        assert_eq!(requests[0].header("x-amz-invocation-type"), Some("RequestResponse"));
    }

    #[tokio::test(start_paused = true)]
    async fn the_error_of_a_function_is_told_from_that_of_the_call() {
        let client = client(|_| {
            let error = r#"{"errorType":"CardDeclined","errorMessage":"no money"}"#;
            response(200, &[("X-Amz-Function-Error", "Unhandled")], error)
        });
        let error = invoke(&client, "charge", vec![], Duration::from_secs(60)).await.unwrap_err();
        assert_eq!(error.to_string(), "function `charge` failed with CardDeclined: no money");
        assert_eq!(client.requests().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_is_handed_over_after_a_broken_connection() {
        let client = client(|count| if count == 0 { String::new() } else { response(202, &[], "") });
        invoke_async(&client, "charge", b"{}".to_vec()).await.unwrap();
        let requests = client.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[1].header("x-amz-invocation-type"), Some("Event"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_function_that_never_answers_ends_in_a_timeout() {
        // The connection stays open and silent: each attempt ends after its own timeout.
        let client = client(|_| "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n".to_owned());
        let error = invoke(&client, "charge", vec![], Duration::from_secs(60)).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "`lambda:InvokeFunction` got no response from `lambda.eu-west-1.amazonaws.com`: timed out"
        );
    }
}
