//! HTTP as handlers see it: `http`'s types with a body of bytes, and what may be returned as a response.

pub mod cors;
mod error;
mod into_response;
mod reply;

pub use error::HttpError;
pub use error::error_response;
pub(crate) use error::{internal_error, invalid_input};
pub use into_response::{IntoResponse, Json};
pub use reply::{CommandOutput, CommandValue, DescribeOutput, Reply};

/// A request whose body has been read whole.
pub type Request = http::Request<Vec<u8>>;

/// A response with its whole body.
pub type Response = http::Response<Vec<u8>>;

/// A response with this status, `content-type` and body.
pub(crate) fn response(status: http::StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response.headers_mut().insert(http::header::CONTENT_TYPE, http::HeaderValue::from_static(content_type));
    response
}

/// A JSON response. A value that JSON cannot express (a map with keys that are not strings) is answered with
/// status 500 without details; the caller logs it.
pub(crate) fn json_response<T: serde::Serialize + ?Sized>(
    status: http::StatusCode,
    value: &T,
) -> Result<Response, serde_json::Error> {
    Ok(response(status, "application/json", serde_json::to_vec(value)?))
}
