//! Commands: what the code of a service may ask of executions. An answer is what came of it, as text.

use std::fmt::Display;

use eventual::TaskToken;
use eventual::prelude::*;

use crate::bus::News;
use crate::workflows::{Kid, Word, call, family, impatient, keep, limited, listed, listen};

fn outcome(result: Result<impl Display>) -> String {
    match result {
        Ok(value) => value.to_string(),
        Err(error) => {
            let retryable = if error.retryable { "retryable " } else { "" };
            format!("{retryable}{}: {}", error.name, error.message)
        }
    }
}

fn done(result: Result<()>) -> String {
    outcome(result.map(|()| "done"))
}

/// Starts an execution of a workflow that takes a text.
#[command]
pub async fn begin(workflow: String, name: String, input: String) -> Result<String> {
    Ok(outcome(match workflow.as_str() {
        "keep" => keep.start(input).name(name).await,
        "listed" => listed.start(input).name(name).await,
        "call" => call.start(input).name(name).await,
        "listen" => listen.start(input.parse::<usize>().map_err(Error::other)?).name(name).await,
        "limited" => limited.start(()).name(name).await,
        "impatient" => impatient.start(()).name(name).await,
        other => return Err(Error::new("NoSuchWorkflow", other)),
    }))
}

/// Starts a family.
#[command]
pub async fn begin_family(name: String, kids: Vec<Kid>) -> Result<String> {
    Ok(outcome(family.start(kids).name(name).await))
}

/// Starts an execution that has no name yet.
#[command]
pub async fn begin_unnamed(text: String) -> Result<ExecutionId> {
    keep.start(text).await
}

/// Sends a word.
#[command]
pub async fn tell(execution: ExecutionId, text: String) -> Result<String> {
    Ok(done(Word { text }.send_to(&execution).await))
}

/// Cancels a listener.
#[command]
pub async fn stop(execution: ExecutionId, reason: String) -> Result<String> {
    Ok(done(listen.execution(execution).cancel(reason).await))
}

/// Queries a listener.
#[command]
pub async fn query(execution: ExecutionId, name: String, times: usize) -> Result<String> {
    Ok(outcome(listen.execution(execution).query::<String>(&name, &times).await))
}

/// How far a listener is.
#[command]
pub async fn look(execution: ExecutionId) -> Result<String> {
    Ok(match listen.execution(execution).status().await {
        Ok(status) => format!("{status:?}"),
        Err(error) => outcome(Err::<String, _>(error)),
    })
}

/// A page of the list.
#[command]
pub async fn page(limit: usize, after: Option<String>, failed: bool) -> Result<(String, Option<String>)> {
    let mut list = listed.executions().limit(limit);
    if failed {
        list = list.failed();
    }
    if let Some(after) = after {
        list = list.after(after);
    }
    Ok(match list.await {
        Ok(page) => {
            let ids: Vec<String> = page.executions.iter().map(|it| it.id.to_string()).collect();
            (ids.join(" "), page.next)
        }
        Err(error) => (outcome(Err::<String, _>(error)), None),
    })
}

/// Uses a token.
#[command]
pub async fn finish(token: String, how: String) -> Result<String> {
    let token = TaskToken::from(token);
    Ok(done(match how.as_str() {
        "complete" => token.complete("yes").await,
        "fail" => token.fail(Error::new("Refused", "no")).await,
        _ => token.heartbeat().await,
    }))
}

/// Emits an event.
#[command]
pub async fn publish(topic: String, id: String) -> Result<String> {
    Ok(done(News { topic, id }.emit().await))
}
