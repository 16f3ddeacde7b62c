//! A task that is completed from outside, by its token.

use eventual::prelude::*;

/// Gives its token away and ends its function. In a real service a person would get it; here the log does, where the
/// test looks for it.
#[task(overall_timeout = "1h")]
pub async fn ask(question: String, context: &TaskContext) -> Result<String> {
    println!("`{question}` is answered with {}", context.task_token());
    context.finish_later().await
}

/// Waits for the answer, however long it takes.
#[workflow]
pub async fn asked_somebody(question: String) -> Result<String> {
    ask(question).await
}
