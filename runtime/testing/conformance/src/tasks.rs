//! Tasks, one per way to end.

use eventual::prelude::*;

use crate::workflows::keep;

/// Succeeds at the third attempt.
#[task(retry(max_attempts = 3, interval = "1s", backoff = 1.0))]
pub async fn fail_twice(context: &TaskContext) -> Result<String> {
    match context.attempt() {
        3 => Ok("at attempt 3".to_owned()),
        attempt => Err(Error::new("NotYet", format!("attempt {attempt}"))),
    }
}

/// Fails always.
#[task(retry(max_attempts = 2, interval = "1s"))]
pub async fn never_succeed() -> Result<String> {
    Err(Error::new("Never", "no luck"))
}

/// Fails in a way that no retry changes.
#[task(retry(max_attempts = 5, interval = "1s"))]
pub async fn decline() -> Result<String> {
    Err(Error::new("Declined", "no money").non_retryable())
}

/// Does not answer in time.
#[task(timeout = "1s")]
pub async fn never_answer(context: &TaskContext) -> Result<String> {
    context.finish_later().await
}

/// Reports once that it is alive, and then never again.
#[task(heartbeat_timeout = "1s")]
pub async fn fall_silent(context: &TaskContext) -> Result<String> {
    context.heartbeat().await?;
    context.finish_later().await
}

/// Is finished from outside: its token is the output of the execution `token of <name>`.
#[task(retry(max_attempts = 2, interval = "1s"))]
pub async fn ask(name: String, context: &TaskContext) -> Result<String> {
    let number = context.attempt();
    keep.start(context.task_token()).name(format!("token {number} of {name}")).await?;
    context.finish_later().await
}
