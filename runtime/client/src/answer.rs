//! From an answer to a value or an error.

use eventual_runtime_core::{HttpError, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{ClientError, DecodeError};

/// The value of an answer of success. No body is JSON's `null`: `()` and `None` are made of it.
pub(crate) fn decode<T: DeserializeOwned>(command: &'static str, body: &[u8]) -> Result<T, ClientError> {
    let body = if body.is_empty() { b"null" } else { body };
    serde_json::from_slice(body).map_err(|error| {
        let expected = std::any::type_name::<T>();
        ClientError::Decode(DecodeError { command, expected, reason: error.to_string() })
    })
}

/// The error of an answer that is not one of success.
pub(crate) fn failure(answer: &Response) -> HttpError {
    let status = answer.status();
    let body: Option<Value> = serde_json::from_slice(answer.body()).ok();
    if let Some(error) = body.as_ref().and_then(|it| serde_json::from_value::<HttpError>(it.clone()).ok()) {
        return HttpError { status: status.as_u16(), ..error };
    }
    // Not from the service's runtime: API Gateway says `{"message": ".."}`, proxies send a page.
    let reason = status.canonical_reason().unwrap_or("Error");
    let code: String = reason.split_whitespace().collect();
    let said = match &body {
        Some(body) => ["message", "Message"].iter().find_map(|it| body[it].as_str()).map(str::to_owned),
        None => beginning(answer.body()),
    };
    let message = match said {
        Some(said) => format!("the answer is not the service's own: {said}"),
        None => "the answer is not the service's own, and says no more".to_owned(),
    };
    HttpError::new(status.as_u16(), code, message)
}

/// The beginning of a text, on one line.
fn beginning(body: &[u8]) -> Option<String> {
    const MAX_CHARS: usize = 200;
    let text = std::str::from_utf8(body).ok()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = text.chars().take(MAX_CHARS).collect();
    let dots = if short.len() < text.len() { "…" } else { "" };
    (!short.is_empty()).then(|| format!("{short}{dots}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Response {
        http::Response::builder().status(status).body(body.into()).unwrap()
    }

    #[test]
    fn an_error_of_the_service_comes_back_as_it_was() {
        let error = HttpError::conflict("sold out").with_data([1, 2]);
        assert_eq!(failure(&error.to_response()), error);
    }

    #[test]
    fn an_answer_of_something_in_between_says_so() {
        let text = |status, body| failure(&answer(status, body)).to_string();
        assert_eq!(
            text(403, r#"{"message":"Missing Authentication Token"}"#),
            "403 Forbidden: the answer is not the service's own: Missing Authentication Token"
        );
        assert_eq!(
            text(502, "<html>\n  <h1>Bad\tGateway</h1>"),
            "502 BadGateway: the answer is not the service's own: <html> <h1>Bad Gateway</h1>"
        );
        assert_eq!(
            text(504, ""),
            "504 GatewayTimeout: the answer is not the service's own, and says no more"
        );
        assert!(text(500, &"ä".repeat(300)).ends_with("ä…"));
        assert_eq!(failure(&answer(302, "")).code, "Found");
    }

    #[test]
    fn no_body_is_a_value_too() {
        assert_eq!(decode::<()>("f", b""), Ok(()));
        assert_eq!(decode::<Option<u8>>("f", b""), Ok(None));
    }

    #[test]
    fn an_answer_of_another_type_names_command_and_type() {
        assert_eq!(
            decode::<u8>("count", b"\"x\"").unwrap_err().to_string(),
            "the answer of `count` cannot be read as `u8`: invalid type: string \"x\", expected u8 at line 1 \
             column 3; are client and service of the same version?"
        );
    }
}
