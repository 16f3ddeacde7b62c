use std::time::Duration;

use eventual_runtime_engine::{ExecutionStatus, LONGEST_NAME, Occurrence, Started as Began, check_name};
use eventual_runtime_orchestrator::operations::{self, Index as _, Listing};
use eventual_runtime_orchestrator::{HistoryStore as _, Segment, Start};

use super::{Given, find, known};
use crate::body::{StartExecution, Started, millis};
use crate::error::OperatorError;
use crate::execution::{Execution, Executions};
use crate::host::Host;

pub(crate) async fn list(host: &impl Host, given: &Given<'_>) -> Result<Executions, OperatorError> {
    given.only(&["workflow", "status", "started_after", "started_before", "limit", "cursor"])?;
    let limit = |text: &str| match text.parse() {
        Ok(limit @ 1..=Listing::MAX_LIMIT) => Ok(limit),
        _ => Err(format!("it is a number from 1 to {}", Listing::MAX_LIMIT)),
    };
    let listing = Listing {
        workflow: given.field("workflow", |it| Ok::<_, &str>(it.to_owned()))?,
        state: given.field("status", str::parse)?,
        started_after: given.field("started_after", millis)?,
        started_before: given.field("started_before", millis)?,
        limit: given.field("limit", limit)?.unwrap_or(Listing::DEFAULT_LIMIT),
        cursor: given.field("cursor", str::parse)?,
    };
    let page = host.stores().list(&listing).await?;
    if page.executions.is_empty()
        && let Some(workflow) = &listing.workflow
    {
        // Executions of a workflow that is gone are listed; a name that nothing ever had is a mistake.
        let workflows = host.service().workflows.iter().map(|it| it.name.as_str());
        known(workflow, workflows, "WorkflowNotFound", "workflow")?;
    }
    let cursor = page.next_cursor().map(|it| it.to_string());
    let executions = page.executions.into_iter().map(|(id, row)| Execution::of(id, row)).collect();
    Ok(Executions { executions, cursor })
}

pub(crate) async fn start(host: &impl Host, given: &Given<'_>) -> Result<Started, OperatorError> {
    let asked: StartExecution = given.body(r#"{"workflow": "process_order", "name": "o-1", "input": {}}"#)?;
    let StartExecution { workflow, name, input, timeout_ms } = asked;
    let workflows = host.service().workflows.iter().map(|it| it.name.as_str());
    known(&workflow, workflows, "WorkflowNotFound", "workflow")?;
    let id = name.unwrap_or_else(|| format!("{workflow}-{}", host.random()));
    if check_name(&id).is_err() {
        let message = format!("`{}` cannot name an execution", id.escape_debug());
        return Err(OperatorError::bad_request(message)
            .hint(format!("a name has 1 to {LONGEST_NAME} bytes and no control characters")));
    }
    let timeout = timeout_ms.map(Duration::from_millis);
    let start = Start { workflow, input, timeout, parent: None };
    operations::start(host.stores(), &id, start, host.now()).await?;
    Ok(Started { id })
}

pub(crate) async fn get(host: &impl Host, id: &str) -> Result<Execution, OperatorError> {
    let row = find(host, id).await?;
    let base = row.base;
    let output = match &row.status {
        ExecutionStatus::Succeeded(value) => Some(value.clone()),
        ExecutionStatus::Pending | ExecutionStatus::Failed(_) => None,
    };
    let first = began(host, id, 1).await?;
    let present = if base > 1 { began(host, id, base).await? } else { first.clone() };
    let timeout = first.as_ref().and_then(|it| it.timeout);
    Ok(Execution {
        output,
        input: first.map(|it| it.input),
        run: present.map(|it| it.run),
        timeout_ms: timeout.and_then(|it| it.as_millis().try_into().ok()),
        ..Execution::of(id.to_owned(), row)
    })
}

/// How the run began whose first segment this is. A damaged history does not hide what the row says.
pub(super) async fn began(host: &impl Host, id: &str, segment: u64) -> Result<Option<Began>, OperatorError> {
    let Some(text) = host.stores().read(id, segment).await? else { return Ok(None) };
    let steps = Segment::read(segment, &text).map(|it| it.steps).unwrap_or_default();
    Ok(steps.into_iter().find_map(|step| match step.event.what {
        Occurrence::Started(started) => Some(*started),
        _ => None,
    }))
}
