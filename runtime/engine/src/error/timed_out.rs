//! [`TimedOut`]: the answer of `timeout` when the time was up first.

use super::Error;

/// The time was up before the future was ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the time was up")]
pub struct TimedOut;

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::new(Self::TIMED_OUT, timed_out.to_string())
    }
}
