use std::time::Duration;

use eventual_runtime_core::Response;
use http::StatusCode;
use http::header::RETRY_AFTER;

use crate::error::TransportError;

/// How often a call is attempted, and how long a client waits in between.
///
/// **What is repeated.** Every call, where the service certainly did nothing: no connection could be made, or the
/// answer was 429 (throttled). Where the service may have done something (the connection was lost, no answer in
/// time, 502, 503, 504), only calls that may happen twice:
///
/// - commands whose route has a method that HTTP calls idempotent: `GET`, `HEAD`, `OPTIONS`, `PUT`, `DELETE`;
/// - calls with an [`idempotency_key`](crate::CommandCall::idempotency_key), or marked
///   [`idempotent`](crate::CommandCall::idempotent). They carry the header `idempotency-key`, the same in all
///   attempts, by which the command can know a repetition.
///
/// **When.** The pause doubles from `first` up to `longest`; of each, a random part between half and all is taken,
/// so that clients do not come back in step. A `retry-after` of the answer (in seconds) is kept to; if it is more
/// than `longest`, the call fails at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, the first included. Zero is as one.
    pub attempts: u32,
    /// Pause after the first attempt.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Default for Retry {
    /// Three attempts, pauses of 0.2 s up to 5 s.
    fn default() -> Self {
        Self { attempts: 3, first: Duration::from_millis(200), longest: Duration::from_secs(5) }
    }
}

impl Retry {
    /// One attempt.
    pub fn never() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// The pause before the next attempt; `None`: there is none. `attempt` counts from one, `random` is any number.
    pub(crate) fn pause(
        &self,
        attempt: u32,
        may_repeat: bool,
        outcome: &Result<Response, TransportError>,
        random: u64,
    ) -> Option<Duration> {
        let (passes, did_nothing) = match outcome {
            Ok(answer) => match answer.status() {
                StatusCode::TOO_MANY_REQUESTS => (true, true),
                StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                    (true, false)
                }
                _ => (false, false),
            },
            Err(TransportError::Unsigned(_)) => (false, true),
            Err(error) => (true, matches!(error, TransportError::NotSent(_))),
        };
        if attempt >= self.attempts || !passes || !(did_nothing || may_repeat) {
            return None;
        }
        match outcome.as_ref().ok().and_then(retry_after) {
            Some(asked) => (asked <= self.longest).then_some(asked),
            None => Some(spread(self.backoff(attempt), random)),
        }
    }

    fn backoff(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.checked_pow(attempt.saturating_sub(1)).and_then(|it| self.first.checked_mul(it));
        doubled.map_or(self.longest, |it| it.min(self.longest))
    }
}

/// A part of `time` between half and all.
fn spread(time: Duration, random: u64) -> Duration {
    let half = time / 2;
    let part = u32::try_from(random % 1_000).unwrap_or_default();
    half + half * part / 999
}

/// RFC 9110, section 10.2.3. The form with a date is not read.
fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16) -> Result<Response, TransportError> {
        let mut answer = Response::default();
        *answer.status_mut() = StatusCode::from_u16(status).unwrap();
        Ok(answer)
    }

    #[test]
    fn what_may_have_happened_is_repeated_only_where_it_may_happen_twice() {
        let is_repeated = |outcome, may_repeat| Retry::default().pause(1, may_repeat, &outcome, 0).is_some();
        for outcome in [answer(429), Err(TransportError::not_sent("refused"))] {
            assert!(is_repeated(outcome.clone(), false) && is_repeated(outcome, true));
        }
        for outcome in [answer(502), answer(503), answer(504), Err(TransportError::lost("reset"))] {
            assert!(!is_repeated(outcome.clone(), false) && is_repeated(outcome, true));
        }
        for status in [200, 400, 404, 409, 500, 501] {
            assert!(!is_repeated(answer(status), true), "{status}");
        }
        assert!(!is_repeated(Err(TransportError::Unsigned("no keys".to_owned())), true));
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_spread() {
        let retry = Retry { attempts: 40, ..Retry::default() };
        let pause = |attempt, random| retry.pause(attempt, true, &answer(503), random).unwrap().as_millis();
        assert_eq!([pause(1, 0), pause(1, 999)], [100, 200]);
        assert_eq!([pause(3, 0), pause(3, 999)], [400, 800]);
        assert_eq!([pause(39, 0), pause(39, 999)], [2_500, 5_000]);
        assert!((100..=200).contains(&pause(1, u64::MAX)));
    }

    #[test]
    fn the_number_of_attempts_has_an_end() {
        assert_eq!(Retry::default().pause(3, true, &answer(503), 0), None);
        assert_eq!(Retry::never().pause(1, true, &answer(503), 0), None);
        assert_eq!(Retry { attempts: 0, ..Retry::default() }.pause(1, true, &answer(503), 0), None);
    }

    #[test]
    fn the_service_may_say_when_to_come_back_but_not_in_an_hour() {
        let asked = |seconds: &str| {
            let mut answer = answer(429).unwrap();
            answer.headers_mut().insert(RETRY_AFTER, seconds.parse().unwrap());
            Retry::default().pause(1, false, &Ok(answer), 0)
        };
        assert_eq!(asked("2"), Some(Duration::from_secs(2)));
        assert_eq!(asked("3600"), None);
        assert_eq!(asked("Wed, 21 Oct 2026 07:28:00 GMT"), Some(Duration::from_millis(100)));
    }
}
