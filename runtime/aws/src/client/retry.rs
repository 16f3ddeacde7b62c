//! When a failed attempt is made again, and after what pause.

use std::time::Duration;

use ring::rand::{SecureRandom, SystemRandom};

/// Attempts of one call, the first included. With the pauses below the last one starts at most 6.3 s after the
/// first: long enough for a throttled burst to pass, short enough for a request that a person waits for.
pub(super) const MAX_ATTEMPTS: u32 = 7;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const MAX_PAUSE: Duration = Duration::from_secs(5);

/// Waits before the next attempt: "full jitter", anything up to a bound that doubles with each failure.
pub(super) async fn pause(failures: u32) {
    tokio::time::sleep(jittered(failures, random())).await;
}

fn jittered(failures: u32, random: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(16);
    let bound = FIRST_PAUSE.saturating_mul(1 << doublings).min(MAX_PAUSE);
    bound.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

fn random() -> u32 {
    let mut bytes = [0; 4];
    // Without randomness the pause is the whole bound: slower, not wrong.
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u32::from_ne_bytes(bytes),
        Err(_) => u32::MAX,
    }
}

/// Whether a refusal may pass by itself. Codes: "Retry behavior" in the AWS SDKs and Tools Reference Guide.
pub(super) fn is_transient(status: u16, code: &str) -> bool {
    status == 429
        || matches!(status, 500 | 502 | 503 | 504)
        || matches!(
            code,
            "BandwidthLimitExceeded"
                | "ConditionalRequestConflict"
                | "EC2ThrottledException"
                | "InternalFailure"
                | "InternalException"
                | "LimitExceededException"
                | "PriorRequestNotComplete"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "RequestThrottled"
                | "RequestThrottledException"
                | "RequestTimeout"
                | "RequestTimeoutException"
                | "SlowDown"
                | "ThrottledException"
                | "Throttling"
                | "ThrottlingException"
                | "TooManyRequestsException"
                | "TransactionInProgressException"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_bound() {
        let longest = |failures| jittered(failures, u32::MAX).as_millis();
        assert_eq!([1, 2, 3, 6, 7, 1000].map(longest), [100, 200, 400, 3200, 5000, 5000]);
        assert_eq!(jittered(3, 0), Duration::ZERO);
        assert_eq!(jittered(3, u32::MAX / 2).as_millis(), 200);
    }

    #[test]
    fn only_what_may_pass_is_tried_again() {
        assert!(is_transient(400, "ThrottlingException"));
        assert!(is_transient(503, "SlowDown"));
        assert!(is_transient(429, ""));
        assert!(!is_transient(400, "ConditionalCheckFailedException"));
        assert!(!is_transient(403, "AccessDeniedException"));
        assert!(!is_transient(501, "NotImplemented"));
    }
}
