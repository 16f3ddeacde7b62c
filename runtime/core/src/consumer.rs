//! What follows when a handler of messages fails: another attempt after a pause, or giving up with a dead letter. Rules
//! without I/O that every host asks, so that a subscription behaves the same deployed, locally and in tests.

use std::time::Duration;

use eventual_analyzer_model::contract::LAMBDA_ATTEMPTS;
use eventual_runtime_engine::{Error, RetryPolicy};
use serde_json::{Value, json};

/// Longest time for which SQS hides a message.
const MAX_PAUSE: Duration = Duration::from_hours(12);
/// Characters of an error's message in a dead letter: the message beside it may have a megabyte already.
const MAX_REASON_CHARS: usize = 2_000;

/// How often and how long a consumer tries a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConsumerPolicy {
    /// When a failed attempt is followed by another one; `None`: as Lambda does it.
    pub retry: Option<RetryPolicy>,
    /// The largest age of a message at the beginning of an attempt; `None`: any.
    pub max_age: Option<Duration>,
    /// Whether on AWS a queue stands before the function: then pauses and errors that end the attempts are those of `retry`.
    /// Without one Lambda tries a message at most three times, a minute and two minutes apart, whatever the error.
    pub is_queued: bool,
}

/// What follows a failed attempt.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Another attempt, not earlier than after this pause. The error is that of the failed attempt.
    Retry(Duration, Error),
    /// A dead letter.
    GiveUp(GivenUp),
}

/// Why a message is given up.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenUp {
    /// The error of the last attempt.
    pub error: Error,
    /// Which limit was reached.
    pub condition: Condition,
    /// How many attempts were made.
    pub attempts: u32,
}

/// The limit at which a message is given up, by the names that Lambda gives to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No attempts are left, or the error is not to be retried.
    RetriesExhausted,
    /// The message is too old.
    EventAgeExceeded,
}

impl ConsumerPolicy {
    /// How many attempts are made at most.
    pub fn max_attempts(&self) -> u32 {
        self.retry.as_ref().map_or(LAMBDA_ATTEMPTS, |it| it.max_attempts)
    }

    /// The pause on AWS after a failed attempt, the first being 1; `None`: it was the last one.
    pub fn pause_after(&self, attempt: u32) -> Option<Duration> {
        if attempt >= self.max_attempts() {
            return None;
        }
        Some(match &self.retry {
            Some(retry) if self.is_queued => retry.pause(attempt, 0.0).min(MAX_PAUSE),
            _ => Duration::from_mins(u64::from(attempt)),
        })
    }

    /// To be asked before an attempt, the first being 1, of a message of this age. `Some`: it must not begin. A host that
    /// counts deliveries comes here with one attempt too many if the last one ended without a result.
    pub fn before(&self, attempt: u32, age: Duration) -> Option<GivenUp> {
        let attempts = attempt.saturating_sub(1);
        if attempts > 0 && self.pause_after(attempts).is_none() {
            let message = "the last attempt ended without a result: it panicked, timed out or ran out of memory; see the \
                           log of the function";
            let error = Error::new("FunctionDied", message);
            return Some(GivenUp { error, condition: Condition::RetriesExhausted, attempts });
        }
        (age > self.max_age?).then(|| {
            let error =
                Error::new("EventTooOld", "the event is older than the subscription's `max_event_age`");
            GivenUp { error, condition: Condition::EventAgeExceeded, attempts }
        })
    }

    /// To be asked after an attempt that failed.
    pub fn after(&self, attempt: u32, error: Error) -> Next {
        let pause = if self.is_queued && self.is_final(&error) { None } else { self.pause_after(attempt) };
        match pause {
            Some(pause) => Next::Retry(pause, error),
            None => {
                let condition = Condition::RetriesExhausted;
                Next::GiveUp(GivenUp { error, condition, attempts: attempt })
            }
        }
    }

    fn is_final(&self, error: &Error) -> bool {
        !error.retryable || self.retry.as_ref().is_some_and(|it| it.non_retryable.contains(&error.name))
    }
}

impl Condition {
    /// As it stands in a dead letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RetriesExhausted => "RetriesExhausted",
            Self::EventAgeExceeded => "EventAgeExceeded",
        }
    }
}

impl GivenUp {
    /// The dead letter: the message in the envelope of Lambda's on-failure destinations, so that readers of dead letters
    /// know one form.
    pub fn dead_letter(&self, message: Value, request_id: &str, function_arn: &str) -> Value {
        let reason: String = self.error.message.chars().take(MAX_REASON_CHARS).collect();
        json!({
            "version": "1.0",
            "requestContext": {
                "requestId": request_id,
                "functionArn": function_arn,
                "condition": self.condition.as_str(),
                "approximateInvokeCount": self.attempts,
            },
            "requestPayload": message,
            "responseContext": { "statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled" },
            "responsePayload": { "errorType": self.error.name, "errorMessage": reason },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(policy: &ConsumerPolicy) -> Vec<u64> {
        (1..).map_while(|attempt| policy.pause_after(attempt)).map(|it| it.as_secs()).collect()
    }

    fn retry(max_attempts: u32, interval: u64, backoff: f64, max_interval: u64) -> Option<RetryPolicy> {
        let (interval, max_interval) = (Duration::from_secs(interval), Duration::from_secs(max_interval));
        Some(RetryPolicy { interval, backoff, max_interval, ..RetryPolicy::times(max_attempts) })
    }

    fn queued(retry: Option<RetryPolicy>) -> ConsumerPolicy {
        ConsumerPolicy { retry, is_queued: true, ..ConsumerPolicy::default() }
    }

    #[test]
    fn lambda_waits_a_minute_and_two() {
        assert_eq!(pauses(&ConsumerPolicy::default()), [60, 120]);
        let twice = ConsumerPolicy { retry: retry(2, 5, 1.0, 5), ..Default::default() };
        assert_eq!(pauses(&twice), [60]);
    }

    #[test]
    fn pauses_of_a_queue_grow_up_to_the_longest_that_sqs_knows() {
        assert_eq!(pauses(&queued(retry(5, 2, 3.0, 20))), [2, 6, 18, 20]);
        assert_eq!(pauses(&queued(retry(3, 40_000, 9.0, 900_000))), [40_000, 43_200]);
    }

    #[test]
    fn a_message_is_not_tried_after_the_last_attempt_nor_when_it_is_too_old() {
        let policy =
            ConsumerPolicy { max_age: Some(Duration::from_mins(1)), ..queued(Some(RetryPolicy::times(5))) };
        let before = |attempt: u32, age: u64| {
            let given_up = policy.before(attempt, Duration::from_secs(age));
            given_up.map(|it| (it.error.name, it.condition.as_str(), it.attempts))
        };
        assert_eq!(before(5, 60), None);
        assert_eq!(before(6, 0), Some(("FunctionDied".into(), "RetriesExhausted", 5)));
        assert_eq!(before(1, 61), Some(("EventTooOld".into(), "EventAgeExceeded", 0)));
    }

    #[test]
    fn an_error_that_is_final_ends_the_attempts_where_a_queue_is_asked_and_not_where_lambda_retries() {
        let named = RetryPolicy { non_retryable: vec!["NoStock".into()], ..RetryPolicy::times(3) };
        let policy = queued(Some(named));
        let gives_up =
            |policy: &ConsumerPolicy, error: Error| matches!(policy.after(1, error), Next::GiveUp(_));
        assert!(!gives_up(&policy, Error::new("Busy", "")));
        assert!(gives_up(&policy, Error::new("NoStock", "")));
        assert!(gives_up(&policy, Error::new("Busy", "").non_retryable()));
        assert!(!gives_up(&ConsumerPolicy::default(), Error::new("Busy", "").non_retryable()));
        let Next::GiveUp(given_up) = policy.after(3, Error::new("Busy", "")) else { panic!() };
        assert_eq!((given_up.attempts, given_up.condition), (3, Condition::RetriesExhausted));
    }

    #[test]
    fn a_dead_letter_has_the_form_of_lambdas() {
        let error = Error::new("Bad", "x".repeat(3_000));
        let given_up = GivenUp { error, condition: Condition::RetriesExhausted, attempts: 5 };
        let event = json!({ "detail-type": "OrderCreated" });
        let letter = given_up.dead_letter(event.clone(), "r-1", "arn:f");
        assert_eq!(letter["requestPayload"], event);
        assert_eq!(letter["requestContext"]["approximateInvokeCount"], 5);
        assert_eq!(letter["requestContext"]["condition"], "RetriesExhausted");
        assert_eq!(letter["responsePayload"]["errorType"], "Bad");
        assert_eq!(letter["responsePayload"]["errorMessage"].as_str().unwrap().len(), MAX_REASON_CHARS);
    }
}
