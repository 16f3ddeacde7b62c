//! [`TaskOptions`]: how often and for how long a task is tried.

use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How a task is run. Travels with the call, so what counts is what was in force when the call was made.
///
/// The default is one attempt without limits of its own; the host's limits (15 minutes in a Lambda function) apply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaskOptions {
    /// Whether and when a failed attempt is followed by another.
    #[serde(default, skip_serializing_if = "RetryPolicy::is_never")]
    pub retry: RetryPolicy,
    /// How long one attempt may take.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    pub timeout: Option<Duration>,
    /// How long all attempts together may take, waiting included.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    pub total_timeout: Option<Duration>,
    /// How long an attempt may stay silent between two heartbeats.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    pub heartbeat_timeout: Option<Duration>,
}

/// When a failed attempt is followed by another one: after `interval`, then `interval * backoff`, and so on, never more
/// than `max_interval`, with a share of `jitter` taken off at random.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RetryPolicy {
    /// How often the task is tried in all, the first time included. At least 1.
    pub max_attempts: u32,
    /// The pause before the second attempt.
    #[serde(with = "required_millis")]
    pub interval: Duration,
    /// What each further pause is multiplied by. At least 1.
    pub backoff: f64,
    /// The longest pause.
    #[serde(with = "required_millis")]
    pub max_interval: Duration,
    /// The largest share of a pause taken off at random, from 0 to 1.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub jitter: f64,
    /// Names of errors that are never tried again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub non_retryable: Vec<String>,
}

impl RetryPolicy {
    /// One attempt.
    pub const fn never() -> Self {
        Self::times(1)
    }

    /// `max_attempts` attempts, one second apart at first, doubling up to a minute.
    pub const fn times(max_attempts: u32) -> Self {
        Self {
            max_attempts,
            interval: Duration::from_secs(1),
            backoff: 2.0,
            max_interval: Duration::from_secs(60),
            jitter: 0.0,
            non_retryable: Vec::new(),
        }
    }

    /// Whether this policy allows one attempt only.
    pub fn is_never(&self) -> bool {
        self.max_attempts <= 1
    }

    /// The pause after attempt number `attempt` (from 1) failed; `chance` in `0.0..1.0` decides the jitter.
    pub fn pause(&self, attempt: u32, chance: f64) -> Duration {
        let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
        let full = self.interval.as_secs_f64() * self.backoff.max(1.0).powi(exponent);
        let capped = full.min(self.max_interval.max(self.interval).as_secs_f64());
        let off = capped * self.jitter.clamp(0.0, 1.0) * chance;
        // In whole milliseconds: the journal and every clock the hosts have are no finer.
        Duration::from_millis(((capped - off) * 1_000.0).round() as u64)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::never()
    }
}

fn is_zero(share: &f64) -> bool {
    *share == 0.0
}

mod required_millis {
    use crate::time::millis;
    use serde::{Deserialize, Deserializer, Serializer};
    use std::time::Duration;

    pub(super) fn serialize<S: Serializer>(length: &Duration, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_u64(millis(*length))
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Duration, D::Error> {
        u64::deserialize(d).map(Duration::from_millis)
    }
}

pub(crate) mod optional_millis {
    use crate::time::millis;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::time::Duration;

    pub(crate) fn serialize<S: Serializer>(length: &Option<Duration>, s: S) -> Result<S::Ok, S::Error> {
        length.map(millis).serialize(s)
    }
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(d)?.map(Duration::from_millis))
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, RetryPolicy, TaskOptions};

    #[test]
    fn pauses_grow_up_to_the_longest_and_jitter_only_shortens() {
        let mut policy = RetryPolicy::times(9);
        policy.max_interval = Duration::from_secs(5);
        let pauses: Vec<_> = (1..5).map(|n| policy.pause(n, 0.0).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 5]);
        policy.jitter = 0.5;
        assert_eq!(policy.pause(3, 0.5), Duration::from_secs(3));
        assert_eq!(policy.pause(u32::MAX, 0.0), Duration::from_secs(5));
    }

    #[test]
    fn options_that_are_not_set_are_not_written() {
        assert_eq!(serde_json::to_string(&TaskOptions::default()).unwrap(), "{}");
        let options = TaskOptions {
            retry: RetryPolicy::times(3),
            heartbeat_timeout: Some(Duration::from_secs(30)),
            ..TaskOptions::default()
        };
        let text = serde_json::to_string(&options).unwrap();
        assert_eq!(
            text,
            r#"{"retry":{"max_attempts":3,"interval":1000,"backoff":2.0,"max_interval":60000},"heartbeat_timeout":30000}"#
        );
        assert_eq!(serde_json::from_str::<TaskOptions>(&text).unwrap(), options);
    }
}
