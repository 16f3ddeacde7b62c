//! Answers as browsers take them.

use eventual_constructs_report::ExitStatus;
use eventual_runtime_inspector as pages;
use eventual_synth::{Failure, Result};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::json;

/// An answer with its whole body.
pub(super) type Answer = Response<Vec<u8>>;

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// What a service answers is data here, whatever it calls itself.
const DATA: &str = "default-src 'none'; frame-ancestors 'none'; sandbox";

/// A page or file of the inspector.
pub(super) fn page(content_type: &'static str, content: &'static [u8]) -> Answer {
    answer(StatusCode::OK, HeaderValue::from_static(content_type), content.to_vec(), pages::POLICY)
}

/// What the service said.
pub(super) fn passed_on(said: Answer) -> Answer {
    let (parts, body) = said.into_parts();
    let content_type = parts.headers.get(CONTENT_TYPE).cloned().unwrap_or(JSON);
    answer(parts.status, content_type, body, DATA)
}

pub(super) fn data(value: &impl Serialize) -> Result<Answer> {
    let body = serde_json::to_vec(value).map_err(Failure::unexpected)?;
    Ok(answer(StatusCode::OK, JSON, body, DATA))
}

/// As the operator refuses, so that pages show it alike.
pub(super) fn refusal(failure: &Failure) -> Answer {
    let status = match failure.status {
        ExitStatus::NotFound => StatusCode::NOT_FOUND,
        ExitStatus::Denied => StatusCode::FORBIDDEN,
        ExitStatus::Failure => StatusCode::BAD_REQUEST,
        ExitStatus::Unreachable => StatusCode::GATEWAY_TIMEOUT,
        _ => StatusCode::BAD_GATEWAY,
    };
    refused(status, &failure.code, &failure.message(), failure.hint.as_deref())
}

pub(super) fn refused(status: StatusCode, code: &str, message: &str, hint: Option<&str>) -> Answer {
    let mut error = json!({ "code": code, "message": message });
    if let Some(hint) = hint {
        error["hint"] = json!(hint);
    }
    answer(status, JSON, json!({ "error": error }).to_string().into_bytes(), DATA)
}

fn answer(status: StatusCode, content_type: HeaderValue, body: Vec<u8>, policy: &'static str) -> Answer {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ] {
        answer.headers_mut().insert(name, value);
    }
    answer
}
