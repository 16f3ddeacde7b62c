//! Tasks that fail.

use eventual::prelude::*;

/// Fails until it is tried the second time.
#[task(retry(max_attempts = 3, interval = "1s"))]
pub async fn flaky(value: u32, context: &TaskContext) -> Result<String> {
    if context.attempt() < 2 {
        return Err(Error::new("NotYet", "the first time it fails"));
    }
    Ok(format!("{value} at attempt {}", context.attempt()))
}

/// Fails always.
#[task(retry(max_attempts = 2, interval = "1s"))]
pub async fn hopeless(value: u32, context: &TaskContext) -> Result<u32> {
    Err(Error::new("NoHope", format!("{value} failed at attempt {}", context.attempt())))
}

/// Dies without a word, the first time.
#[task(retry(max_attempts = 2, interval = "1s"))]
pub async fn mortal(value: u32, context: &TaskContext) -> Result<u32> {
    if context.attempt() == 1 {
        std::process::abort();
    }
    Ok(value)
}

/// Succeeds at the second attempt.
#[workflow]
pub async fn retried(value: u32) -> Result<String> {
    flaky(value).await
}

/// Runs out of attempts.
#[workflow]
pub async fn exhausted(value: u32) -> Result<u32> {
    hopeless(value).await
}

/// Loses a worker, and gets another.
#[workflow]
pub async fn bereaved(value: u32) -> Result<u32> {
    mortal(value).await
}
