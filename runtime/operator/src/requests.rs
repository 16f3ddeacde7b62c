//! The other side of the protocol: requests, without a socket. Their URIs are paths; whoever sends them puts the address of
//! the service before, and reads what comes with [`read_answer`](crate::read_answer).

use eventual_runtime_orchestrator::operations::Listing;
use http::{Method, Request};
use serde::Serialize;

use crate::OPERATOR_PREFIX;
use crate::body::{
    EmitEvent, QueryExecution, Reason, SendSignal, StartExecution, TaskDetails, TaskError, TaskValue,
};
use crate::path::encode;

/// A request with its whole body.
pub type OperatorRequest = Request<Vec<u8>>;

/// Answered with [`ServiceDescription`](crate::ServiceDescription).
pub fn service() -> OperatorRequest {
    get("/service")
}

/// Answered with the OpenAPI document.
pub fn openapi() -> OperatorRequest {
    get("/openapi.json")
}

/// Answered with [`Executions`](crate::Executions).
pub fn list(listing: &Listing) -> OperatorRequest {
    let Listing { workflow, state, started_after, started_before, limit, cursor } = listing;
    let millis = |it: &eventual_runtime_engine::Timestamp| it.as_millis().to_string();
    let fields = [
        ("workflow", workflow.clone()),
        ("status", state.map(|it| it.to_string())),
        ("started_after", started_after.as_ref().map(millis)),
        ("started_before", started_before.as_ref().map(millis)),
        ("limit", Some(limit.to_string())),
        ("cursor", cursor.as_ref().map(ToString::to_string)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(&value?))));
    get(&format!("/executions?{}", fields.collect::<Vec<_>>().join("&")))
}

/// Answered with [`Started`](crate::Started).
pub fn start(start: &StartExecution) -> OperatorRequest {
    post("/executions", start)
}

/// Answered with [`Execution`](crate::Execution).
pub fn execution(id: &str) -> OperatorRequest {
    get(&format!("/executions/{}", encode(id)))
}

/// From this segment on, from 1; answered with [`History`](crate::History).
pub fn history(id: &str, from: u64) -> OperatorRequest {
    get(&format!("/executions/{}/history?from={from}", encode(id)))
}

/// The same, with how often tasks were tried.
pub fn history_with_attempts(id: &str, from: u64) -> OperatorRequest {
    get(&format!("/executions/{}/history?from={from}&attempts=true", encode(id)))
}

/// Answered with [`Observed`](crate::Observed).
pub fn observed() -> OperatorRequest {
    get("/observed")
}

/// Of one execution or of the whole service; answered with [`Logs`](crate::Logs).
pub fn logs(execution: Option<&str>, after: Option<u64>) -> OperatorRequest {
    let of = execution.map(|id| format!("/executions/{}", encode(id))).unwrap_or_default();
    let query = after.map(|it| format!("?after={it}")).unwrap_or_default();
    get(&format!("{of}/logs{query}"))
}

/// Answered with [`Sent`](crate::Sent).
pub fn signal(execution: &str, signal: &SendSignal) -> OperatorRequest {
    post(&format!("/executions/{}/signals", encode(execution)), signal)
}

/// Answered with [`QueryAnswer`](crate::QueryAnswer).
pub fn query(execution: &str, query: &QueryExecution) -> OperatorRequest {
    post(&format!("/executions/{}/queries", encode(execution)), query)
}

/// Answered with [`Sent`](crate::Sent).
pub fn cancel(execution: &str, reason: &Reason) -> OperatorRequest {
    post(&format!("/executions/{}/cancel", encode(execution)), reason)
}

/// Answered with [`Sent`](crate::Sent).
pub fn terminate(execution: &str, reason: &Reason) -> OperatorRequest {
    post(&format!("/executions/{}/terminate", encode(execution)), reason)
}

/// Answered with [`TaskTold`](crate::TaskTold).
pub fn complete_task(token: &str, value: &TaskValue) -> OperatorRequest {
    post(&format!("/tasks/{}/complete", encode(token)), value)
}

/// Answered with [`TaskTold`](crate::TaskTold).
pub fn fail_task(token: &str, error: &TaskError) -> OperatorRequest {
    post(&format!("/tasks/{}/fail", encode(token)), error)
}

/// Answered with [`TaskTold`](crate::TaskTold).
pub fn heartbeat(token: &str, details: &TaskDetails) -> OperatorRequest {
    post(&format!("/tasks/{}/heartbeat", encode(token)), details)
}

/// Answered with [`Sent`](crate::Sent).
pub fn emit(event: &EmitEvent) -> OperatorRequest {
    post("/events", event)
}

/// Answered with [`DeadLetters`](crate::DeadLetters).
pub fn dead_letters() -> OperatorRequest {
    get("/dead-letters")
}

/// Answered with [`Redriven`](crate::Redriven).
pub fn redrive(subscription: &str) -> OperatorRequest {
    post(&format!("/dead-letters/{}/redrive", encode(subscription)), &serde_json::json!({}))
}

fn get(path: &str) -> OperatorRequest {
    request(Method::GET, path, Vec::new())
}

fn post(path: &str, body: &impl Serialize) -> OperatorRequest {
    // Writing to memory does not fail, and every key is a string.
    request(Method::POST, path, serde_json::to_vec(body).unwrap_or_default())
}

fn request(method: Method, path: &str, body: Vec<u8>) -> OperatorRequest {
    let has_body = !body.is_empty();
    let mut request = Request::new(body);
    *request.method_mut() = method;
    // Every part was encoded: it is a URI.
    *request.uri_mut() = format!("{OPERATOR_PREFIX}{path}").parse().unwrap_or_default();
    if has_body {
        let json = http::HeaderValue::from_static("application/json");
        request.headers_mut().insert(http::header::CONTENT_TYPE, json);
    }
    request
}
