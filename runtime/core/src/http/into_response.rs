use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::{HttpError, Response, internal_error, json_response, response};

/// What a raw route may return: a [`Response`], text, bytes, [`Json`], a status, or a status with any of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a route",
    label = "not a response",
    note = "return a `Response`, `Json(value)`, text, bytes, a `StatusCode`, or `(StatusCode, one of these)`"
)]
pub trait IntoResponse {
    /// The response.
    fn into_response(self) -> Response;
}

/// A JSON answer of a raw route, `content-type: application/json`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl IntoResponse for Response {
    fn into_response(self) -> Response {
        self
    }
}

impl IntoResponse for HttpError {
    fn into_response(self) -> Response {
        self.to_response()
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        json_response(StatusCode::OK, &self.0).unwrap_or_else(|error| {
            crate::log::error("", "", &format!("the answer cannot be written as JSON: {error}"));
            internal_error("")
        })
    }
}

impl IntoResponse for String {
    fn into_response(self) -> Response {
        response(StatusCode::OK, "text/plain; charset=utf-8", self.into_bytes())
    }
}

impl IntoResponse for &str {
    fn into_response(self) -> Response {
        self.to_owned().into_response()
    }
}

impl IntoResponse for Vec<u8> {
    fn into_response(self) -> Response {
        response(StatusCode::OK, "application/octet-stream", self)
    }
}

impl IntoResponse for StatusCode {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        *response.status_mut() = self;
        response
    }
}

impl IntoResponse for () {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}

impl<T: IntoResponse> IntoResponse for (StatusCode, T) {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        *response.status_mut() = self.0;
        response
    }
}

impl<T: IntoResponse> IntoResponse for (StatusCode, HeaderMap, T) {
    fn into_response(self) -> Response {
        let mut response = (self.0, self.2).into_response();
        response.headers_mut().extend(self.1);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_goes_with_any_body() {
        let response = (StatusCode::CREATED, Json([1, 2])).into_response();
        assert_eq!(response.status(), 201);
        assert_eq!(response.body(), b"[1,2]");
        assert_eq!(response.headers()["content-type"], "application/json");
    }
}
