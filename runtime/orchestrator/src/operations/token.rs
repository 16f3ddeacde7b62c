use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use eventual_runtime_engine::{Error, Heartbeat, Payload, Timestamp};

use super::OperationError;
use crate::message::CallKey;
use crate::stores::{Effects, TaskTable};
use crate::worker::finish;

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

/// What became of a sign of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOutcome {
    /// It was taken.
    Accepted,
    /// It was taken, and the task should stop: the call was cancelled.
    CancelRequested,
}

/// Ends the attempt of a token with its result.
pub async fn complete(
    stores: &(impl TaskTable + Effects),
    token: &str,
    result: Result<Payload, Error>,
) -> Result<(), OperationError> {
    let token = current(stores, token).await?;
    Ok(finish(stores, &token.call, token.attempt, result).await?)
}

/// Gives a sign of life for the attempt of a token, with what the next attempt needs to go on from here.
pub async fn heartbeat(
    stores: &impl TaskTable,
    token: &str,
    details: Option<Payload>,
    now: Timestamp,
) -> Result<ReportOutcome, OperationError> {
    let token = current(stores, token).await?;
    match crate::worker::heartbeat(stores, &token.call, token.attempt, details, now).await? {
        Heartbeat::Noted => Ok(ReportOutcome::Accepted),
        Heartbeat::Cancelled => Ok(ReportOutcome::CancelRequested),
        Heartbeat::Stale => Err(OperationError::AttemptOver),
    }
}

/// The token, if its attempt is the one that runs.
async fn current(stores: &impl TaskTable, token: &str) -> Result<TaskToken, OperationError> {
    let token: TaskToken = token.parse()?;
    let record = stores.task(&token.call).await?.ok_or(OperationError::BadToken)?;
    let attempt = record.run.attempt();
    if record.outcome.is_some() || attempt > token.attempt {
        return Err(OperationError::AttemptOver);
    }
    // An attempt that was not claimed has no nonce, so that no token can fit.
    if record.nonce.is_empty() || attempt != token.attempt || !same(&record.nonce, &token.nonce) {
        return Err(OperationError::BadToken);
    }
    Ok(token)
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
    type Err = OperationError;
    fn from_str(text: &str) -> Result<Self, OperationError> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| OperationError::BadToken)?;
        let (execution, run, seq, attempt, nonce) =
            serde_json::from_slice(&bytes).map_err(|_| OperationError::BadToken)?;
        Ok(Self { call: CallKey { execution, run, seq }, attempt, nonce })
    }
}

/// Without the nonce: reading a log must not allow finishing tasks.
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
            assert_eq!(text.parse::<TaskToken>(), Err(OperationError::BadToken), "{text}");
        }
    }
}
