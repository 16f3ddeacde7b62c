//! [`TaskToken`]: the right to finish an attempt, from anywhere.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use eventual_runtime_engine::{Error, Heartbeat, Payload, Timestamp};

use crate::error::StoreError;
use crate::message::CallKey;
use crate::record::TaskRecord;
use crate::stores::{Stores, TaskTable};
use crate::worker::{finish, heartbeat};

/// The right to finish one attempt of a task call. Written as text that fits into a path; whoever has it can use it, until
/// the attempt is over.
#[derive(Clone, PartialEq, Eq)]
pub struct TaskToken {
    /// The call.
    pub call: CallKey,
    /// The attempt, from 1.
    pub attempt: u32,
    /// What only those know who were given the token.
    pub nonce: String,
}

/// A text that is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no task token; a task finds its own with `task_token()` of its context")]
pub struct BadToken;

/// What became of what a token was used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It was taken.
    Taken,
    /// The task is asked to stop: the call was cancelled.
    Cancelled,
    /// The attempt is over, or was given up: somebody was faster.
    Over,
    /// No call has this token.
    Unknown,
}

/// Finishes the attempt of a token.
pub async fn complete(
    stores: &impl Stores,
    token: &TaskToken,
    result: Result<Payload, Error>,
) -> Result<Told, StoreError> {
    let Some(record) = stores.task(&token.call).await? else { return Ok(Told::Unknown) };
    match record.knows(token) {
        Told::Taken => {}
        told => return Ok(told),
    }
    finish(stores, &token.call, token.attempt, result).await?;
    Ok(Told::Taken)
}

/// Gives a sign of life for the attempt of a token.
pub async fn beat(
    stores: &impl TaskTable,
    token: &TaskToken,
    details: Option<Payload>,
    now: Timestamp,
) -> Result<Told, StoreError> {
    let Some(record) = stores.task(&token.call).await? else { return Ok(Told::Unknown) };
    match record.knows(token) {
        Told::Taken => {}
        told => return Ok(told),
    }
    Ok(match heartbeat(stores, &token.call, token.attempt, details, now).await? {
        Heartbeat::Noted => Told::Taken,
        Heartbeat::Cancelled => Told::Cancelled,
        Heartbeat::Stale => Told::Over,
    })
}

impl TaskRecord {
    fn knows(&self, token: &TaskToken) -> Told {
        if self.outcome.is_some() || self.run.attempt() > token.attempt {
            return Told::Over;
        }
        // An attempt that nobody claimed has no nonce, and so nobody can know it.
        if self.nonce.is_empty() || self.run.attempt() != token.attempt || !same(&self.nonce, &token.nonce) {
            return Told::Unknown;
        }
        Told::Taken
    }
}

/// Compares without telling by its time how much was right.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

impl fmt::Display for TaskToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let CallKey { execution, run, seq } = &self.call;
        let parts = (execution, run, seq, self.attempt, &self.nonce);
        let text = serde_json::to_vec(&parts).map_err(|_| fmt::Error)?;
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(text))
    }
}

impl FromStr for TaskToken {
    type Err = BadToken;
    fn from_str(text: &str) -> Result<Self, BadToken> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| BadToken)?;
        let (execution, run, seq, attempt, nonce) = serde_json::from_slice(&bytes).map_err(|_| BadToken)?;
        Ok(Self { call: CallKey { execution, run, seq }, attempt, nonce })
    }
}

/// Without the nonce: who reads a log may not finish tasks.
impl fmt::Debug for TaskToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskToken({} #{})", self.call, self.attempt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_text_for_a_path_and_back() {
        let call = CallKey { execution: "o/1 ü".to_owned(), run: 2, seq: 7 };
        let token = TaskToken { call, attempt: 3, nonce: "s3cret".to_owned() };
        let text = token.to_string();
        assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_'), "{text}");
        assert_eq!(text.parse::<TaskToken>().unwrap(), token);
        assert_eq!(format!("{token:?}"), "TaskToken(o/1 ü/2.7 #3)");
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "x", "!!", "W10", "WyJhIl0"] {
            assert_eq!(text.parse::<TaskToken>(), Err(BadToken), "{text}");
        }
    }
}
