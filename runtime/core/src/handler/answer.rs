use std::error::Error as StdError;

use eventual_runtime_engine::Error;

use crate::http::{CommandOutput, HttpError, IntoResponse, Response, internal_error};
use crate::middleware::CallContext;

/// Any error, boxed.
type BoxError = Box<dyn StdError + Send + Sync>;

/// What the `Err` of a handler may be: whatever `?` turns into a boxed error, which is every error type,
/// `anyhow`'s and text included.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a handler",
    label = "not an error",
    note = "implement `std::error::Error` for it (thiserror does), or return `eventual::Result`"
)]
pub trait IntoBoxError {
    /// The error as a trait object.
    fn into_box(self) -> Box<dyn StdError + Send + Sync>;
}

impl<E: Into<BoxError>> IntoBoxError for E {
    fn into_box(self) -> BoxError {
        self.into()
    }
}

/// A `Result`, whatever it is called: the macros ask it what success carries.
pub trait ResultType {
    /// What success carries.
    type Value;
}

impl<T, E> ResultType for Result<T, E> {
    type Value = T;
}

/// The answer of a command that cannot fail.
pub fn answer<T: CommandOutput>(call: &CallContext, value: T) -> Response {
    // Not by `failure`: a handler that cannot fail shall not link how failures are written.
    value
        .into_response()
        .unwrap_or_else(|error| internal(call, &format!("the answer cannot be written as JSON: {error}")))
}

/// The answer of a command that returns a `Result`.
pub fn answer_result<T: CommandOutput, E: IntoBoxError>(
    call: &CallContext,
    result: Result<T, E>,
) -> Response {
    match result {
        Ok(value) => answer(call, value),
        Err(error) => failure(call, error),
    }
}

/// The answer of a route that cannot fail.
pub fn route_answer<T: IntoResponse>(_call: &CallContext, value: T) -> Response {
    value.into_response()
}

/// The answer of a route that returns a `Result`.
pub fn route_result<T: IntoResponse, E: IntoBoxError>(call: &CallContext, result: Result<T, E>) -> Response {
    match result {
        Ok(value) => value.into_response(),
        Err(error) => failure(call, error),
    }
}

/// The answer of a handler that failed: an [`HttpError`], wherever it is in the chain of sources, as it is;
/// anything else is logged and answered with 500 without details.
pub fn failure<E: IntoBoxError>(call: &CallContext, error: E) -> Response {
    boxed_failure(call, error.into_box())
}

fn boxed_failure(call: &CallContext, error: BoxError) -> Response {
    let mut text = String::new();
    let mut current: Option<&(dyn StdError + 'static)> = Some(&*error);
    while let Some(error) = current {
        let http = match error.downcast_ref::<HttpError>() {
            Some(http) => Some(http.clone()),
            None => error.downcast_ref::<Error>().and_then(HttpError::from_error),
        };
        if let Some(http) = http {
            return http.to_response();
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&error.to_string());
        current = error.source();
    }
    internal(call, &text)
}

/// Logs what happened and answers with status 500 without it.
fn internal(call: &CallContext, text: &str) -> Response {
    let request = &call.request;
    crate::log::error(&request.request_id, request.handler, text);
    internal_error(&request.request_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Wrapped(HttpError);
    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("wrapped")
        }
    }
    impl StdError for Wrapped {
        fn source(&self) -> Option<&(dyn StdError + 'static)> {
            Some(&self.0)
        }
    }

    fn call() -> CallContext {
        let request = crate::RequestInfo {
            request_id: "r-1".to_owned(),
            deadline: std::time::SystemTime::UNIX_EPOCH,
            handler: "f",
        };
        CallContext::new(crate::ServiceInfo::default(), request)
    }

    #[test]
    fn an_http_error_is_found_wherever_it_is() {
        let error = HttpError::not_found("no such order");
        assert_eq!(failure(&call(), error.clone()).status(), 404);
        assert_eq!(failure(&call(), Error::from(error.clone())).status(), 404);
        assert_eq!(failure(&call(), Wrapped(error)).status(), 404);
    }

    #[test]
    fn every_other_error_is_500_without_internals() {
        let response = failure(&call(), Error::new("Db", "password is hunter2"));
        assert_eq!(response.status(), 500);
        let error: HttpError = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(error.message, "something went wrong; the log tells more at request `r-1`");
        assert_eq!(error.code, "InternalError");
        assert_eq!(failure(&call(), "text").status(), 500);
    }
}
