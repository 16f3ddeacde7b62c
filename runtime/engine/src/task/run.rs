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
    /// Attempts that failed and were followed by another one: the latest, the oldest of them first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    failed: Vec<FailedAttempt>,
}

/// An attempt that failed and was followed by another one. For people: nothing is decided by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedAttempt {
    /// Its number, from 1.
    pub number: u32,
    /// When it began.
    pub began: Timestamp,
    /// When it failed.
    pub ended: Timestamp,
    /// Name of its error.
    pub name: String,
    /// Why, cut if it is long.
    pub message: String,
}

/// So many failed attempts of a call are known, and so many bytes of what each said.
const MOST_FAILED: usize = 10;
const LONGEST_MESSAGE: usize = 300;

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
            failed: Vec::new(),
        }
    }

    /// The attempt that runs or comes next, from 1; of a call that is over its last.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How many attempts there may be.
    pub fn most_attempts(&self) -> u32 {
        self.options.retry.max_attempts
    }

    /// The latest attempts that failed and were followed by another one, in order.
    pub fn failed_attempts(&self) -> &[FailedAttempt] {
        &self.failed
    }

    /// Since when the present attempt runs, if one does.
    pub fn began(&self) -> Option<Timestamp> {
        match self.state {
            State::Running(began, _) => Some(began),
            _ => None,
        }
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

    /// An attempt that runs, for a worker that does not know whether its claim was written.
    pub fn running(&self, attempt: u32) -> Option<Attempt> {
        let runs = matches!(self.state, State::Running(..)) && attempt == self.attempt;
        runs.then(|| Attempt { number: attempt, last_heartbeat: self.details.clone() })
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
                self.remember(error, now);
                self.attempt += 1;
                self.state = State::Scheduled(at);
                return Verdict::Again { attempt: self.attempt, at };
            }
        }
        error.attempts = self.attempt;
        self.over(Err(error))
    }

    fn remember(&mut self, mut error: Error, ended: Timestamp) {
        if self.failed.len() >= MOST_FAILED {
            self.failed.remove(0);
        }
        let message = &mut error.message;
        let end = (0..=message.len().min(LONGEST_MESSAGE)).rev().find(|at| message.is_char_boundary(*at));
        message.truncate(end.unwrap_or_default());
        self.failed.push(FailedAttempt {
            number: self.attempt,
            began: self.began().unwrap_or(ended),
            ended,
            name: error.name,
            message: error.message,
        });
    }

    fn over(&mut self, result: Result<Payload>) -> Verdict {
        self.state = State::Over;
        Verdict::Over(result)
    }
}

fn is_default(options: &TaskOptions) -> bool {
    *options == TaskOptions::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::RetryPolicy;
    use std::time::Duration;

    const SECOND: Duration = Duration::from_secs(1);

    fn run(options: TaskOptions) -> TaskRun {
        TaskRun::new(options, Timestamp(0), 1)
    }

    fn retried(times: u32) -> TaskOptions {
        TaskOptions { retry: RetryPolicy::times(times), ..TaskOptions::default() }
    }

    fn failure(name: &str) -> Result<Payload> {
        Err(Error::new(name, ""))
    }

    fn over_with(verdict: Verdict) -> (String, u32) {
        match verdict {
            Verdict::Over(Err(error)) => (error.name, error.attempts),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_two_deliveries_of_an_attempt_one_runs() {
        let mut run = run(TaskOptions::default());
        assert_eq!(run.claim(1, Timestamp(0)).unwrap().number, 1);
        assert_eq!(run.claim(1, Timestamp(0)), None);
        assert_eq!(run.claim(2, Timestamp(0)), None);
        assert_eq!((run.running(1).unwrap().number, run.running(2)), (1, None));
    }

    #[test]
    fn a_result_is_taken_once() {
        let mut run = run(TaskOptions::default());
        run.claim(1, Timestamp(0));
        assert_eq!(run.finish(1, Ok(Payload::null()), Timestamp(1)), Verdict::Over(Ok(Payload::null())));
        assert_eq!(run.finish(1, Ok(Payload::null()), Timestamp(1)), Verdict::Stale);
        assert_eq!(run.expire(Timestamp(u64::MAX)), Verdict::Stale);
        assert_eq!(run.claim(1, Timestamp(1)), None);
        assert!(run.is_over());
    }

    #[test]
    fn without_a_policy_there_is_one_attempt() {
        let mut run = run(TaskOptions::default());
        run.claim(1, Timestamp(0));
        assert_eq!(over_with(run.finish(1, failure("Bad"), Timestamp(1))), ("Bad".to_owned(), 1));
    }

    #[test]
    fn attempts_follow_each_other_with_growing_pauses() {
        let mut run = run(retried(3));
        run.claim(1, Timestamp(0));
        assert_eq!(
            run.finish(1, failure("Bad"), Timestamp(10)),
            Verdict::Again { attempt: 2, at: Timestamp(1_010) }
        );
        assert_eq!(run.due(), Some(Timestamp(1_010)));
        assert_eq!(run.claim(2, Timestamp(1_009)), None, "not due yet");
        assert!(run.claim(2, Timestamp(1_010)).is_some());
        assert_eq!(
            run.finish(1, Ok(Payload::null()), Timestamp(1_020)),
            Verdict::Stale,
            "an attempt given up"
        );
        assert_eq!(
            run.finish(2, failure("Bad"), Timestamp(2_000)),
            Verdict::Again { attempt: 3, at: Timestamp(4_000) }
        );
        run.claim(3, Timestamp(4_000));
        assert_eq!(over_with(run.finish(3, failure("Worse"), Timestamp(4_000))), ("Worse".to_owned(), 3));
    }

    #[test]
    fn failed_attempts_are_remembered_the_latest_of_them() {
        let mut run = run(retried(20));
        for number in 1..=12 {
            let due = run.due().unwrap();
            run.claim(number, due).unwrap();
            assert_eq!(run.began(), Some(due));
            let error = Error::new("Bad", "é".repeat(200));
            run.finish(number, Err(error), due + SECOND);
        }
        let failed = run.failed_attempts();
        assert_eq!((failed.len(), failed[0].number, failed[9].number), (MOST_FAILED, 3, 12));
        assert_eq!((failed[9].ended.since(failed[9].began), failed[9].name.as_str()), (SECOND, "Bad"));
        assert_eq!(failed[9].message, "é".repeat(LONGEST_MESSAGE / 2));
        let last = run.due().unwrap();
        run.claim(13, last).unwrap();
        run.finish(13, Ok(Payload::null()), last);
        assert_eq!((run.failed_attempts().len(), run.attempt(), run.began()), (MOST_FAILED, 13, None));
    }

    #[test]
    fn some_errors_are_never_tried_again() {
        let mut options = retried(3);
        options.retry.non_retryable.push("Declined".into());
        let mut by_name = run(options);
        by_name.claim(1, Timestamp(0));
        assert_eq!(over_with(by_name.finish(1, failure("Declined"), Timestamp(0))).1, 1);
        let mut by_flag = run(retried(3));
        by_flag.claim(1, Timestamp(0));
        let flagged = Err(Error::new("Bad", "").non_retryable());
        assert_eq!(over_with(by_flag.finish(1, flagged, Timestamp(0))).1, 1);
    }

    #[test]
    fn an_attempt_that_takes_too_long_has_failed() {
        let mut run = run(TaskOptions { timeout: Some(SECOND), ..retried(2) });
        assert_eq!(run.deadline(), None, "waiting has no limit of its own");
        run.claim(1, Timestamp(500));
        assert_eq!(run.deadline(), Some(Timestamp(1_500)));
        assert_eq!(run.expire(Timestamp(1_499)), Verdict::Stale);
        assert_eq!(run.expire(Timestamp(1_500)), Verdict::Again { attempt: 2, at: Timestamp(2_500) });
        run.claim(2, Timestamp(2_500));
        assert_eq!(over_with(run.expire(Timestamp(3_500))), ("TimedOut".to_owned(), 2));
    }

    #[test]
    fn all_attempts_together_have_a_limit() {
        let mut run = run(TaskOptions { total_timeout: Some(SECOND * 2), ..retried(9) });
        run.claim(1, Timestamp(0));
        assert_eq!(
            run.finish(1, failure("Bad"), Timestamp(100)),
            Verdict::Again { attempt: 2, at: Timestamp(1_100) }
        );
        run.claim(2, Timestamp(1_100));
        assert_eq!(
            over_with(run.finish(2, failure("Bad"), Timestamp(1_200))),
            ("Bad".to_owned(), 2),
            "the next would be late"
        );
        let mut waiting =
            TaskRun::new(TaskOptions { total_timeout: Some(SECOND), ..retried(9) }, Timestamp(0), 1);
        assert_eq!(waiting.deadline(), Some(Timestamp(1_000)));
        assert_eq!(over_with(waiting.expire(Timestamp(1_000))), ("TimedOut".to_owned(), 0));
    }

    #[test]
    fn heartbeats_keep_an_attempt_alive_and_reach_the_next_one() {
        let mut run = run(TaskOptions { heartbeat_timeout: Some(SECOND), ..retried(2) });
        run.claim(1, Timestamp(0));
        let details = Payload::of(&42).unwrap();
        assert_eq!(run.heartbeat(1, Some(details.clone()), Timestamp(900)), Heartbeat::Noted);
        assert_eq!(run.heartbeat(1, None, Timestamp(1_000)), Heartbeat::Noted);
        assert_eq!(run.deadline(), Some(Timestamp(2_000)));
        assert_eq!(run.expire(Timestamp(2_000)), Verdict::Again { attempt: 2, at: Timestamp(3_000) });
        assert_eq!(run.heartbeat(1, None, Timestamp(2_100)), Heartbeat::Stale);
        assert_eq!(run.claim(2, Timestamp(3_000)).unwrap().last_heartbeat, Some(details));
        assert_eq!(over_with(run.expire(Timestamp(4_000))), ("HeartbeatTimedOut".to_owned(), 2));
    }

    #[test]
    fn a_cancelled_task_is_told_and_not_tried_again() {
        let mut running = run(retried(3));
        running.claim(1, Timestamp(0));
        running.cancel();
        assert_eq!(running.heartbeat(1, None, Timestamp(1)), Heartbeat::Cancelled);
        assert_eq!(over_with(running.finish(1, failure("Bad"), Timestamp(2))).1, 1);
        let mut waiting = run(retried(3));
        waiting.cancel();
        assert!(waiting.is_over());
        assert_eq!(waiting.claim(1, Timestamp(0)), None);
        assert_eq!(waiting.heartbeat(1, None, Timestamp(1)), Heartbeat::Cancelled);
    }

    #[test]
    fn a_run_can_be_kept_in_a_store_at_any_point() {
        let mut run = run(TaskOptions { heartbeat_timeout: Some(SECOND), ..retried(2) });
        let keep =
            |run: &TaskRun| serde_json::from_str::<TaskRun>(&serde_json::to_string(run).unwrap()).unwrap();
        assert_eq!(keep(&run), run);
        run.claim(1, Timestamp(0));
        run.heartbeat(1, Some(Payload::of(&1).unwrap()), Timestamp(5));
        assert_eq!(keep(&run), run);
        run.cancel();
        run.finish(1, failure("Bad"), Timestamp(9));
        assert_eq!(keep(&run), run);
    }
}
