use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Response, json_response};

/// A command's answer with a status and headers of its own. The value is what a typed client gets.
///
/// ```
/// use eventual_runtime_core::Reply;
/// let reply = Reply::created("o-1").header("location", "/orders/o-1");
/// assert_eq!(reply.status.as_u16(), 201);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Reply<T> {
    /// The body.
    pub value: T,
    /// HTTP status.
    pub status: StatusCode,
    /// Headers, `content-type` included if it is to differ from JSON's.
    pub headers: HeaderMap,
}

impl<T> Reply<T> {
    /// 200 with this value.
    pub fn ok(value: T) -> Self {
        Self { value, status: StatusCode::OK, headers: HeaderMap::new() }
    }

    /// 201 with this value.
    pub fn created(value: T) -> Self {
        Self::ok(value).status(StatusCode::CREATED)
    }

    /// 202 with this value.
    pub fn accepted(value: T) -> Self {
        Self::ok(value).status(StatusCode::ACCEPTED)
    }

    /// The same answer with another status.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// The same answer with one more header. A name or value that HTTP does not allow is left out, and logged.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
            }
            _ => crate::log::error(
                "",
                "",
                &format!("`{name}` is no header, or its value is not allowed; left out"),
            ),
        }
        self
    }
}

/// What a command may return: anything that serde writes, or a [`Reply`] of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the answer of a command",
    label = "serde cannot write this",
    note = "add `#[derive(Serialize, JsonSchema)]` to it, or return a `Reply<T>` of such a type"
)]
pub trait CommandOutput {
    /// The answer as a response: JSON, or 204 without a body for `()`.
    fn into_response(self) -> Result<Response, serde_json::Error>;
}

impl<T: Serialize> CommandOutput for T {
    fn into_response(self) -> Result<Response, serde_json::Error> {
        let mut response = json_response(StatusCode::OK, &self)?;
        // `()` and unit structs have nothing to say; `None` has.
        if size_of::<T>() == 0 && response.body() == b"null" {
            response = Response::default();
            *response.status_mut() = StatusCode::NO_CONTENT;
        }
        Ok(response)
    }
}

impl<T: Serialize> CommandOutput for Reply<T> {
    fn into_response(self) -> Result<Response, serde_json::Error> {
        let mut response = self.value.into_response()?;
        if response.status() == StatusCode::OK || self.status != StatusCode::OK {
            *response.status_mut() = self.status;
        }
        for (name, value) in &self.headers {
            response.headers_mut().insert(name, value.clone());
        }
        Ok(response)
    }
}

/// The schema of what a command returns. Apart from [`CommandOutput`] so that no binary links schema code.
#[diagnostic::on_unimplemented(
    message = "the answer `{Self}` has no schema",
    label = "`JsonSchema` is missing",
    note = "add `#[derive(JsonSchema)]` to it"
)]
pub trait DescribeOutput {
    /// JSON Schema of the body; `None`: there is none.
    fn schema() -> Option<Value>;
}

impl<T: JsonSchema> DescribeOutput for T {
    #[inline]
    fn schema() -> Option<Value> {
        let schema = eventual_analyzer_describe::output_schema_of::<T>();
        (schema.get("type") != Some(&Value::from("null"))).then_some(schema)
    }
}

impl<T: JsonSchema> DescribeOutput for Reply<T> {
    #[inline]
    fn schema() -> Option<Value> {
        <T as DescribeOutput>::schema()
    }
}

/// What a typed client gets when it calls a command that returns this: the value itself, of a [`Reply`] that which
/// is in it.
#[diagnostic::on_unimplemented(
    message = "a typed client cannot read the answer `{Self}`",
    label = "serde cannot make this of JSON",
    note = "add `#[derive(Deserialize)]` to it; a type that borrows (`&'static str`) must be one that owns (`String`)"
)]
pub trait CommandValue {
    /// What the client gets.
    type Value: DeserializeOwned;
}

impl<T: DeserializeOwned> CommandValue for T {
    type Value = T;
}

impl<T: DeserializeOwned> CommandValue for Reply<T> {
    type Value = T;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_value_is_json_and_unit_is_no_content() {
        let response = CommandOutput::into_response("hello").unwrap();
        assert_eq!((response.status().as_u16(), response.body().as_slice()), (200, &br#""hello""#[..]));
        assert_eq!(CommandOutput::into_response(()).unwrap().status(), 204);
        assert_eq!(CommandOutput::into_response(None::<u8>).unwrap().body(), b"null");
    }

    #[test]
    fn a_reply_sets_status_and_headers() {
        let response =
            Reply::created(1).header("location", "/1").header("bad name", "x").into_response().unwrap();
        assert_eq!(response.status(), 201);
        assert_eq!(response.headers()["location"], "/1");
        assert_eq!(response.headers().len(), 2);
        assert_eq!(Reply::accepted(()).into_response().unwrap().status(), 202);
    }

    #[test]
    fn unit_has_no_schema_and_a_reply_has_that_of_its_value() {
        assert_eq!(<() as DescribeOutput>::schema(), None);
        assert_eq!(<Reply<u8> as DescribeOutput>::schema(), <u8 as DescribeOutput>::schema());
        assert!(<u8 as DescribeOutput>::schema().is_some());
    }
}
