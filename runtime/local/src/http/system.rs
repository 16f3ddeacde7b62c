//! What the local service answers by itself, under `/_eventual`.

use eventual_analyzer_model::contract::OPERATOR_PREFIX;
use eventual_runtime_core::{HttpError, Request, Response};
use eventual_runtime_inspector as inspector;
use eventual_runtime_operator::handle;
use futures::FutureExt;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST, ORIGIN};

use crate::operator::Operated;
use crate::world::ServiceHandle;

/// What all of it begins with.
pub(crate) const PREFIX: &str = "/_eventual";

/// Answers a request to `path`, of which [`PREFIX`] was taken off.
pub(crate) async fn answer(here: &ServiceHandle, path: &str, request: Request, url: &str) -> Response {
    if let Some(refused) = refuse_others(&request) {
        return refused;
    }
    if let Some((content_type, content)) = inspector::page(request.uri().path()) {
        return shown(content_type, content);
    }
    if !request.uri().path().starts_with(OPERATOR_PREFIX) {
        return HttpError::not_found(format!("there is nothing at `{PREFIX}{path}`")).to_response();
    }
    let (parts, body) = request.into_parts();
    let response = operate(here, &parts, &body, url);
    // An answer to an operator is not cached.
    match here.world.store.settled(here.world.store.last()).await {
        Ok(()) => response,
        Err(error) => HttpError::new(500, "StoreFailed", error.0).to_response(),
    }
}

/// The stores never make anybody wait, so the future is over when it is first polled; it may not be sent
/// anywhere.
fn operate(here: &ServiceHandle, parts: &http::request::Parts, body: &[u8], url: &str) -> Response {
    // What one request writes becomes certain at once: a start is a row and a message.
    let _at_once = here.world.store.hold();
    let answered = handle(&Operated { here, url }, parts, body).now_or_never();
    answered
        .unwrap_or_else(|| HttpError::new(500, HttpError::INTERNAL, "the store did not answer").to_response())
}

/// A page or file of the inspector.
fn shown(content_type: &'static str, content: &'static [u8]) -> Response {
    let mut response = Response::new(content.to_vec());
    for (name, value) in [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, inspector::POLICY),
        // The next version of the program may have others.
        (CACHE_CONTROL, "no-store"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Pages of other sites may not operate the service: a browser says whose page it is.
fn refuse_others(request: &Request) -> Option<Response> {
    let origin = request.headers().get(ORIGIN)?.to_str().unwrap_or_default();
    let host = request.headers().get(HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if origin.strip_prefix("http://") == Some(host) {
        return None;
    }
    let message = format!("`{origin}` may not operate this service; only its own pages may");
    Some(HttpError::forbidden(message).to_response())
}
