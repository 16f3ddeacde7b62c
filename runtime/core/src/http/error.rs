use std::fmt;

use eventual_runtime_engine::Error;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Response, response};
use crate::input::Problem;
use crate::json::ObjectWriter;

/// A failure that the caller of a command or route may see, as it is: the body of the answer is this value as
/// JSON.
///
/// Every other error that a handler returns is answered with status 500 and no details, and logged.
///
/// ```
/// use eventual_runtime_core::HttpError;
/// let error = HttpError::not_found("no order has the id `o-1`");
/// assert_eq!(error.to_string(), "404 NotFound: no order has the id `o-1`");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HttpError {
    /// HTTP status, 400 to 599.
    pub status: u16,
    /// What kind of failure it is, for programs: `NotFound`.
    pub code: String,
    /// What happened, for people.
    pub message: String,
    /// Details for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

impl HttpError {
    /// `code` of input that could not be read or did not keep its constraints.
    pub const INVALID_INPUT: &'static str = "InvalidInput";
    /// `code` of an error whose details only the log has.
    pub const INTERNAL: &'static str = "InternalError";

    /// A failure with this status, code and message.
    pub fn new(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { status, code: code.into(), message: message.into(), data: None }
    }

    /// 400 `BadRequest`: the request makes no sense, in a way that the input's type cannot express.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    /// 401 `Unauthorized`: the caller is unknown.
    pub fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(401, "Unauthorized", message)
    }

    /// 403 `Forbidden`: the caller is known and may not do this.
    pub fn forbidden(message: impl Into<String>) -> Self {
        Self::new(403, "Forbidden", message)
    }

    /// 404 `NotFound`.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, "NotFound", message)
    }

    /// 409 `Conflict`: the request does not fit the state of things.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "Conflict", message)
    }

    /// The same failure with details for programs. A value that is not JSON is replaced by its serialization
    /// error as text.
    #[must_use]
    pub fn with_data(mut self, data: impl Serialize) -> Self {
        self.data = Some(serde_json::to_value(data).unwrap_or_else(|error| Value::String(error.to_string())));
        self
    }

    /// The failure as the answer that the caller sees. A status outside of 100 to 999 becomes 500.
    pub fn to_response(&self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let data = self.data.as_ref().map(Value::to_string);
        error_response(status, &self.code, &self.message, data.as_deref())
    }

    /// The `HttpError` that an [`Error`] was made of by `?`; `None` for any other error.
    pub fn from_error(error: &Error) -> Option<Self> {
        let data = error.data.as_ref()?.as_object()?;
        let status = data.get(STATUS_FIELD)?.as_u64().and_then(|status| u16::try_from(status).ok())?;
        Some(Self {
            status,
            code: error.name.clone(),
            message: error.message.clone(),
            data: data.get("data").cloned(),
        })
    }
}

/// 400 `InvalidInput` that names each field and what is wrong with it, in `data.errors`.
pub(crate) fn invalid_input(problems: &[Problem]) -> Response {
    let (mut message, mut errors) = ("the input is invalid: ".to_owned(), "{\"errors\":[".to_owned());
    for (index, problem) in problems.iter().enumerate() {
        if index > 0 {
            message.push_str("; ");
            errors.push(',');
        }
        message.push_str(&problem.to_string());
        errors.push_str(&problem.to_json());
    }
    errors.push_str("]}");
    error_response(StatusCode::BAD_REQUEST, HttpError::INVALID_INPUT, &message, Some(&errors))
}

/// 500 for an error whose details the caller must not see.
pub(crate) fn internal_error(request_id: &str) -> Response {
    let message = format!("something went wrong; the log tells more at request `{request_id}`");
    error_response(StatusCode::INTERNAL_SERVER_ERROR, HttpError::INTERNAL, &message, None)
}

/// An [`HttpError`] as a response, without making one: this is linked into every handler, and `Value` is not small.
pub fn error_response(status: StatusCode, code: &str, message: &str, data: Option<&str>) -> Response {
    let mut body =
        ObjectWriter::new().raw("status", status.as_str()).string("code", code).string("message", message);
    if let Some(data) = data {
        body = body.raw("data", data);
    }
    response(status, "application/json", body.end().into_bytes())
}

/// Field of an [`Error`]'s data that says: this was an [`HttpError`].
const STATUS_FIELD: &str = "httpStatus";

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.message)
    }
}

impl std::error::Error for HttpError {}

/// So that `?` works where `eventual::Result` is returned; [`HttpError::from_error`] is the way back.
impl From<HttpError> for Error {
    fn from(error: HttpError) -> Self {
        let mut data = json!({ STATUS_FIELD: error.status });
        if let (Some(details), Some(fields)) = (error.data, data.as_object_mut()) {
            fields.insert("data".to_owned(), details);
        }
        Self::new(error.code, error.message).with_data(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_mark_keeps_the_status_through_the_general_error() {
        let error = HttpError::conflict("already paid").with_data(json!({ "order": "o-1" }));
        assert_eq!(HttpError::from_error(&Error::from(error.clone())), Some(error));
        assert_eq!(HttpError::from_error(&Error::new("Conflict", "already paid")), None);
    }

    #[test]
    fn the_body_of_the_answer_is_the_error_as_json() {
        let error = HttpError::not_found("no such order");
        let response = error.to_response();
        assert_eq!(response.status(), 404);
        assert_eq!(serde_json::from_slice::<HttpError>(response.body()).unwrap(), error);
    }

    #[test]
    fn a_status_that_http_does_not_know_is_an_internal_error() {
        assert_eq!(HttpError::new(7, "Odd", "odd").to_response().status(), 500);
    }
}
