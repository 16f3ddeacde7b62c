use std::time::Duration;

use eventual_analyzer_model::contract::LAMBDA_ATTEMPTS;
use eventual_runtime_engine::RetryPolicy;

/// Which events a subscription takes, and what follows if it fails. On AWS rule and function are configured by it;
/// any other host reads it here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubscriptionOptions {
    /// EventBridge pattern that the event must match, as JSON.
    pub filter: Option<&'static str>,
    /// When a failed delivery is followed by another one; `None`: as the host does it.
    pub retry: Option<RetryPolicy>,
    /// How old an event may be that is tried once more; `None`: as old as it gets.
    pub max_age: Option<Duration>,
    /// Whether on AWS a queue stands before the function: then the pauses are those of `retry`. Without one Lambda tries
    /// an event at most three times, a minute and two minutes apart.
    pub is_queued: bool,
}

/// Longest time for which SQS hides a message.
const LONGEST: Duration = Duration::from_hours(12);

impl SubscriptionOptions {
    /// The pause on AWS after a failed attempt, the first being 1; `None`: the event is given up.
    pub fn pause_after(&self, attempt: u32) -> Option<Duration> {
        let most = self.retry.as_ref().map_or(LAMBDA_ATTEMPTS, |it| it.max_attempts);
        if attempt >= most {
            return None;
        }
        Some(match &self.retry {
            Some(retry) if self.is_queued => retry.pause(attempt, 0.0).min(LONGEST),
            _ => Duration::from_mins(u64::from(attempt)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(options: &SubscriptionOptions) -> Vec<u64> {
        (1..).map_while(|attempt| options.pause_after(attempt)).map(|it| it.as_secs()).collect()
    }

    fn retry(max_attempts: u32, interval: u64, backoff: f64, max_interval: u64) -> Option<RetryPolicy> {
        let (interval, max_interval) = (Duration::from_secs(interval), Duration::from_secs(max_interval));
        Some(RetryPolicy { interval, backoff, max_interval, ..RetryPolicy::times(max_attempts) })
    }

    #[test]
    fn lambda_waits_a_minute_and_two() {
        assert_eq!(pauses(&SubscriptionOptions::default()), [60, 120]);
        let twice = SubscriptionOptions { retry: retry(2, 5, 1.0, 5), ..Default::default() };
        assert_eq!(pauses(&twice), [60]);
    }

    #[test]
    fn pauses_of_ones_own_grow_up_to_the_longest_that_sqs_knows() {
        let own = |retry| SubscriptionOptions { retry, is_queued: true, ..Default::default() };
        assert_eq!(pauses(&own(retry(5, 2, 3.0, 20))), [2, 6, 18, 20]);
        assert_eq!(pauses(&own(retry(3, 40_000, 9.0, 900_000))), [40_000, 43_200]);
    }
}
