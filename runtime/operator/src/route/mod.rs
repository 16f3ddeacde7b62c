//! What each route does.

pub(crate) mod events;
pub(crate) mod executions;
pub(crate) mod history;
pub(crate) mod logs;
pub(crate) mod query;
pub(crate) mod run;
pub(crate) mod service;
pub(crate) mod tasks;

use eventual_analyzer_model::closest;
use eventual_runtime_orchestrator::Row;
use eventual_runtime_orchestrator::operations::{self, Index as _, Listing, OperationError};
use serde::de::DeserializeOwned;

use crate::error::{OperatorError, names};
use crate::host::Host;

/// What a request gives besides its path.
pub(crate) struct Given<'a> {
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: &'a [u8],
}

impl Given<'_> {
    /// Reads the body; `shape` shows what it should be.
    pub(crate) fn body<T: DeserializeOwned>(&self, shape: &str) -> Result<T, OperatorError> {
        // No body is an object without fields, for what needs none.
        let body = if self.body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { self.body };
        serde_json::from_slice(body).map_err(|error| {
            OperatorError::bad_request(format!("the body cannot be read: {error}"))
                .hint(format!("it should be like {shape}"))
        })
    }

    /// Reads the query; each field that is not in `known` is an error.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), OperatorError> {
        match self.query.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let allowed = names(known.iter().copied(), "nothing");
                Err(OperatorError::bad_request(format!("the query cannot have `{name}`"))
                    .hint(format!("it may have {allowed}")))
            }
        }
    }

    /// A field of the query.
    pub(crate) fn field<T, E: std::fmt::Display>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Option<T>, OperatorError> {
        let Some((_, text)) = self.query.iter().find(|it| it.0 == name) else { return Ok(None) };
        read(text)
            .map(Some)
            .map_err(|why| OperatorError::bad_request(format!("`{name}` cannot be `{text}`: {why}")))
    }
}

/// The row of an execution.
pub(crate) async fn find(host: &impl Host, id: &str) -> Result<Row, OperatorError> {
    match operations::find(host.stores(), id, None).await {
        Ok(row) => Ok(row),
        Err(error) => Err(refused(host, id, error).await),
    }
}

/// Why an operation on an execution was refused. For an id that does not exist, with the one that may be meant.
pub(crate) async fn refused(host: &impl Host, id: &str, error: OperationError) -> OperatorError {
    let is_absent = matches!(error, OperationError::NotFound(_) | OperationError::NotStarted(_));
    let error = OperatorError::from(error);
    if !is_absent {
        return error;
    }
    let latest = host.stores().list(&Listing::default()).await.unwrap_or_default();
    let ids: Vec<&str> = latest.executions.iter().map(|it| it.0.as_str()).collect();
    match closest(id, ids.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None if ids.is_empty() => error.hint("nothing was started yet"),
        None => error.hint(format!("the latest are {}", names(ids.into_iter().take(5), "none"))),
    }
}

/// Refuses a name that is not among those known. `code` is `WorkflowNotFound` and the like, `what` is `workflow`.
pub(crate) fn known<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
    code: &str,
    what: &str,
) -> Result<(), OperatorError> {
    if known.clone().any(|it| it == name) {
        return Ok(());
    }
    let error = OperatorError::not_found(code, format!("the service has no {what} `{name}`"));
    Err(match closest(name, known.clone()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("there are {}", names(known, "none"))),
    })
}
