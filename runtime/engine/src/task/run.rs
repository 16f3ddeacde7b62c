//! [`TaskRun`]: attempts, time-outs and heartbeats of one task call, driven by any host.
//!
//! | state     | `claim`          | `heartbeat`        | `finish`                        | `expire`                      | `cancel`   |
//! |-----------|------------------|--------------------|---------------------------------|-------------------------------|------------|
//! | scheduled | -> running, once | stale              | stale                           | total time-out -> over        | -> over    |
//! | running   | refused          | noted, or "stop"   | -> over, or scheduled again     | any time-out, as if failed    | tell it    |
//! | over      | refused          | stale              | stale                           | nothing                       | nothing    |

use super::TaskOptions;
use crate::error::{Error, Result};
use crate::journal::mix;
use crate::payload::Payload;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The attempts of one task call. Plain data: a host keeps it in its store, changes it under a condition (a version, a
/// lock), and does what the methods say. No method looks at a clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRun {
    #[serde(default, skip_serializing_if = "is_default")]
    options: TaskOptions,
    /// When the call was made.
    scheduled: Timestamp,
    seed: u64,
    /// The attempt that runs or comes next, from 1.
    attempt: u32,
    state: State,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cancelled: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    details: Option<Payload>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum State {
    /// The next attempt may begin at this time.
    Scheduled(Timestamp),
    /// Since when the attempt runs, and when it last gave a sign of life.
    Running(Timestamp, Timestamp),
    Over,
}

/// An attempt that was claimed, and so may run: once.
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: u32,
    /// What the last heartbeat of the attempt before reported.
    pub last_heartbeat: Option<Payload>,
}

/// What a heartbeat is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heartbeat {
    /// Go on.
    Noted,
    /// Stop: the call was cancelled.
    Cancelled,
    /// Stop: this attempt was given up, another one may be running.
    Stale,
}

/// What follows from the end of an attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The call is over: report this to the workflow.
    Over(Result<Payload>),
    /// Start this attempt at this time.
    Again {
        /// Number of the next attempt.
        attempt: u32,
        /// Not before.
        at: Timestamp,
    },
    /// Nothing: the report came twice or too late.
    Stale,
}

impl TaskRun {
    /// A call made at `now`, whose first attempt may begin at once. `seed` decides the jitter of retries.
    pub fn new(options: TaskOptions, now: Timestamp, seed: u64) -> Self {
        Self {
            options,
            scheduled: now,
            seed,
            attempt: 1,
            state: State::Scheduled(now),
            cancelled: false,
            details: None,
        }
    }

    /// The attempt that runs or comes next, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When the next attempt may begin, if none runs.
    pub fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Scheduled(at) => Some(at),
            _ => None,
        }
    }

    /// When [`expire`](Self::expire) has something to do if nothing else happens.
    pub fn deadline(&self) -> Option<Timestamp> {
        let total = self.options.total_timeout.map(|limit| self.scheduled + limit);
        match self.state {
            State::Over => None,
            State::Scheduled(_) => total,
            State::Running(began, alive) => {
                let attempt = self.options.timeout.map(|limit| began + limit);
                let silence = self.options.heartbeat_timeout.map(|limit| alive + limit);
                [total, attempt, silence].into_iter().flatten().min()
            }
        }
    }

    /// Claims an attempt. `None` if it was claimed already, is not the next one, or is not due yet: of two deliveries of
    /// one attempt only one runs.
    pub fn claim(&mut self, attempt: u32, now: Timestamp) -> Option<Attempt> {
        match self.state {
            State::Scheduled(at) if attempt == self.attempt && at <= now => {
                self.state = State::Running(now, now);
                Some(Attempt { number: attempt, last_heartbeat: self.details.clone() })
            }
            _ => None,
        }
    }

    /// Takes a sign of life.
    pub fn heartbeat(&mut self, attempt: u32, details: Option<Payload>, now: Timestamp) -> Heartbeat {
        match &mut self.state {
            State::Running(_, alive) if attempt == self.attempt => {
                *alive = (*alive).max(now);
                if details.is_some() {
                    self.details = details;
                }
                if self.cancelled { Heartbeat::Cancelled } else { Heartbeat::Noted }
            }
            _ if self.cancelled => Heartbeat::Cancelled,
            _ => Heartbeat::Stale,
        }
    }

    /// Takes the result of an attempt, or the report that it crashed.
    pub fn finish(&mut self, attempt: u32, result: Result<Payload>, now: Timestamp) -> Verdict {
        match (self.state, result) {
            (State::Running(..), Ok(value)) if attempt == self.attempt => self.over(Ok(value)),
            (State::Running(..), Err(error)) if attempt == self.attempt => self.failed(error, now),
            _ => Verdict::Stale,
        }
    }

    /// Ends what took too long.
    pub fn expire(&mut self, now: Timestamp) -> Verdict {
        let passed = |since: Timestamp, limit: Option<std::time::Duration>| {
            limit.is_some_and(|limit| since + limit <= now)
        };
        if self.state == State::Over {
            return Verdict::Stale;
        }
        if passed(self.scheduled, self.options.total_timeout) {
            let mut error = Error::new(Error::TIMED_OUT, "the task and its retries took too long");
            error.attempts =
                if matches!(self.state, State::Running(..)) { self.attempt } else { self.attempt - 1 };
            return self.over(Err(error));
        }
        match self.state {
            State::Running(began, _) if passed(began, self.options.timeout) => {
                self.failed(Error::new(Error::TIMED_OUT, "the task took too long"), now)
            }
            State::Running(_, alive) if passed(alive, self.options.heartbeat_timeout) => {
                self.failed(Error::new(Error::HEARTBEAT_TIMED_OUT, "the task sent no heartbeat in time"), now)
            }
            _ => Verdict::Stale,
        }
    }

    /// The workflow does not wait any more. A running attempt is told at its next heartbeat; none follows it.
    pub fn cancel(&mut self) {
        self.cancelled = true;
        if let State::Scheduled(_) = self.state {
            self.state = State::Over;
        }
    }

    /// Whether nothing will follow.
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    fn failed(&mut self, mut error: Error, now: Timestamp) -> Verdict {
        let retry = &self.options.retry;
        let allowed = error.retryable && !self.cancelled && !retry.non_retryable.contains(&error.name);
        if allowed && self.attempt < retry.max_attempts {
            let chance = mix(self.seed ^ u64::from(self.attempt)) as f64 / u64::MAX as f64;
            let at = now + retry.pause(self.attempt, chance);
            let in_time = self.options.total_timeout.is_none_or(|limit| at < self.scheduled + limit);
            if in_time {
                self.attempt += 1;
                self.state = State::Scheduled(at);
                return Verdict::Again { attempt: self.attempt, at };
            }
        }
        error.attempts = self.attempt;
        self.over(Err(error))
    }

    fn over(&mut self, result: Result<Payload>) -> Verdict {
        self.state = State::Over;
        Verdict::Over(result)
    }
}

fn is_default(options: &TaskOptions) -> bool {
    *options == TaskOptions::default()
}
