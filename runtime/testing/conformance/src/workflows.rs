//! Workflows, one per behavior.

use std::time::Duration;

use eventual::prelude::*;

use crate::tasks::{ask, decline, fail_twice, fall_silent, never_answer, never_succeed};

/// A word for an execution that waits for one.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct Word {
    /// The word.
    pub text: String,
}

/// A child to start.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Kid {
    /// Its name.
    pub name: String,
    /// Its input.
    pub text: String,
}

/// Returns its input.
#[workflow]
pub async fn keep(text: String) -> Result<String> {
    Ok(text)
}

/// The same, for lists that hold nothing else.
#[workflow]
pub async fn listed(text: String) -> Result<String> {
    if text.starts_with("bad") { Err(Error::new("Bad", text)) } else { Ok(text) }
}

/// Waits for words; returns them.
#[workflow]
pub async fn listen(count: usize) -> Result<String> {
    eventual::on_query("mood", |times: usize| Ok("calm ".repeat(times).trim().to_owned()));
    let mut words = Vec::new();
    while words.len() < count {
        words.push(Word::expect_signal().await.text);
    }
    Ok(words.join(" "))
}

/// Starts children one after the other; what came of each.
#[workflow]
pub async fn family(kids: Vec<Kid>) -> Result<Vec<String>> {
    let mut outcomes = Vec::new();
    for Kid { name, text } in kids {
        outcomes.push(match keep(text).name(name).await {
            Ok(text) => format!("kept {text}"),
            Err(error) => error.name.to_string(),
        });
    }
    Ok(outcomes)
}

/// May take two seconds, and waits for a word.
#[workflow(timeout = "2s")]
pub async fn limited(_unused: ()) -> Result<String> {
    Ok(Word::expect_signal().await.text)
}

/// Waits a second for a word.
#[workflow]
pub async fn impatient(_unused: ()) -> Result<String> {
    let word = eventual::timeout(Word::expect_signal(), Duration::from_secs(1)).await;
    Ok(word.map_or_else(|_| "no word".to_owned(), |word| word.text))
}

/// Calls a task; what came of it, with the number of attempts.
#[workflow]
pub async fn call(task: String) -> Result<String> {
    let result = match task.as_str() {
        "fail_twice" => fail_twice().await,
        "never_succeed" => never_succeed().await,
        "decline" => decline().await,
        "never_answer" => never_answer().await,
        "fall_silent" => fall_silent().await,
        name => ask(name.to_owned()).await,
    };
    Ok(match result {
        Ok(text) => text,
        Err(error) => format!("{} after {}", error.name, error.attempts),
    })
}
