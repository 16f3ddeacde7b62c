//! [`handle`]: from a request to its answer.

use http::{HeaderValue, Method, StatusCode, header, request};
use serde::Serialize;

use crate::OPERATOR_PREFIX;
use crate::answer::{Answer, json, refusal};
use crate::error::OperatorError;
use crate::host::Host;
use crate::path;
use crate::route::{Given, events, executions, history, logs, query, run, service, tasks};

/// Answers a request whose path begins with [`OPERATOR_PREFIX`]; a stage before it is left out by the gateway.
pub async fn handle(host: &impl Host, parts: &request::Parts, body: &[u8]) -> Answer {
    match route(host, parts, body).await {
        Ok(answer) => answer,
        Err(Refused::Error(error)) => refusal(error),
        Err(Refused::Method(allowed)) => {
            let (method, path) = (&parts.method, parts.uri.path());
            let message = format!("`{path}` does not take {method}; it takes {allowed}");
            let error = OperatorError::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message);
            let mut answer = refusal(error);
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
            answer
        }
    }
}

enum Refused {
    Error(OperatorError),
    /// What is allowed.
    Method(&'static str),
}

impl<E: Into<OperatorError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

fn ok(value: &impl Serialize) -> Result<Answer, Refused> {
    Ok(json(StatusCode::OK, value))
}

async fn route(host: &impl Host, parts: &request::Parts, body: &[u8]) -> Result<Answer, Refused> {
    let path = parts.uri.path();
    let unknown = || {
        let message = format!("there is nothing at `{path}`");
        let hint = format!(
            "there are `{OPERATOR_PREFIX}/service`, `/executions`, `/events`, `/dead-letters`, `/logs`, `/observed`"
        );
        OperatorError::not_found("RouteNotFound", message).hint(hint)
    };
    let rest = path.strip_prefix(OPERATOR_PREFIX).and_then(|it| it.strip_prefix('/')).ok_or_else(unknown)?;
    let badly_encoded =
        |what| OperatorError::bad_request(format!("the {what} is not percent-encoded as it must be"));
    let segments: Option<Vec<String>> = rest.trim_end_matches('/').split('/').map(path::decode).collect();
    let segments = segments.ok_or_else(|| badly_encoded("path"))?;
    let fields =
        path::query_fields(parts.uri.query().unwrap_or_default()).ok_or_else(|| badly_encoded("query"))?;
    let given = Given { query: fields, body };
    let (get, post) =
        (parts.method == Method::GET || parts.method == Method::HEAD, parts.method == Method::POST);
    let only_get = || if get { Ok(()) } else { Err(Refused::Method("GET")) };
    let only_post = || if post { Ok(()) } else { Err(Refused::Method("POST")) };
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["service"] => {
            only_get()?;
            ok(host.service())
        }
        ["openapi.json"] => {
            only_get()?;
            ok(&host.openapi().await?)
        }
        ["logs"] => {
            only_get()?;
            ok(&logs::read(host, None, &given).await?)
        }
        ["observed"] => {
            only_get()?;
            ok(&service::observed(host).await?)
        }
        ["events"] => {
            only_post()?;
            ok(&events::emit(host, &given).await?)
        }
        ["dead-letters"] => {
            only_get()?;
            ok(&service::dead_letters(host).await?)
        }
        ["dead-letters", subscription, "redrive"] => {
            only_post()?;
            ok(&service::redrive(host, subscription).await?)
        }
        ["tasks", token, what @ ("complete" | "fail" | "heartbeat")] => {
            only_post()?;
            ok(&tasks::tell(host, token, what, &given).await?)
        }
        ["executions"] if get => ok(&executions::list(host, &given).await?),
        ["executions"] if post => ok(&executions::start(host, &given).await?),
        ["executions"] => Err(Refused::Method("GET, POST")),
        // A gateway may have decoded the slashes of an id.
        ["executions", id @ .., last] => {
            let under = (!id.is_empty()).then(|| id.join("/"));
            match (under.as_deref(), *last) {
                (Some(id), "history") => {
                    only_get()?;
                    ok(&history::read(host, id, &given).await?)
                }
                (Some(id), "logs") => {
                    only_get()?;
                    ok(&logs::read(host, Some(id), &given).await?)
                }
                (Some(id), "signals") => {
                    only_post()?;
                    ok(&run::signal(host, id, &given).await?)
                }
                (Some(id), "queries") => {
                    only_post()?;
                    ok(&query::ask(host, id, &given).await?)
                }
                (Some(id), "cancel") => {
                    only_post()?;
                    ok(&run::cancel(host, id, &given).await?)
                }
                (Some(id), "terminate") => {
                    only_post()?;
                    ok(&run::terminate(host, id, &given).await?)
                }
                (before, last) => {
                    only_get()?;
                    let id = before.map_or_else(|| last.to_owned(), |before| format!("{before}/{last}"));
                    ok(&executions::get(host, &id).await?)
                }
            }
        }
        _ => Err(unknown().into()),
    }
}
