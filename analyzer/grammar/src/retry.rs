use std::time::Duration;

use eventual_analyzer_model::RetryPolicy;
use proc_macro2::{Span, TokenStream};

use crate::code;
use crate::duration;
use crate::error::Sink;
use crate::option::{self, Vocabulary};
use crate::spanned::Spanned;

/// `retry(..)` as written.
#[derive(Clone, Debug)]
pub struct Retry {
    /// The word `retry`.
    pub span: Span,
    /// Attempts in all.
    pub max_attempts: Option<Spanned<u32>>,
    /// Pause before the second attempt.
    pub interval: Option<Spanned<Duration>>,
    /// Growth of the pause.
    pub backoff: Option<Spanned<f64>>,
    /// Longest pause.
    pub max_interval: Option<Spanned<Duration>>,
    /// Random share of the pause.
    pub jitter: Option<Spanned<f64>>,
    /// Error names that end the retries.
    pub non_retryable: Vec<Spanned<String>>,
}

impl Retry {
    /// The policy, with [`RetryPolicy::default`] for what is not written; three attempts if `max_attempts` is not:
    /// who writes `retry(..)` wants more than one.
    pub fn to_model(&self) -> RetryPolicy {
        let default = RetryPolicy::default();
        let millis = |it: &Spanned<Duration>| u64::try_from(it.value.as_millis()).unwrap_or(u64::MAX);
        RetryPolicy {
            max_attempts: self.max_attempts.as_ref().map_or(3, |it| it.value),
            interval_ms: self.interval.as_ref().map_or(default.interval_ms, millis),
            backoff: self.backoff.as_ref().map_or(default.backoff, |it| it.value),
            max_interval_ms: self.max_interval.as_ref().map(millis),
            jitter: self.jitter.as_ref().map_or(default.jitter, |it| it.value),
            non_retryable: self.non_retryable.iter().map(|it| it.value.clone()).collect(),
        }
    }
}

/// `retry(..)` of a task.
pub(crate) const TASK: &[&str] =
    &["max_attempts", "interval", "backoff", "max_interval", "jitter", "non_retryable"];
/// `retry(..)` of a subscription.
pub(crate) const SUBSCRIPTION: &[&str] = &["max_attempts", "interval", "backoff", "max_interval"];
/// Far below the 1,000 receives after which SQS gives a message up, and far above what helps.
pub(crate) const SUBSCRIPTION_ATTEMPTS: u32 = 100;
/// Longest time for which SQS hides a message.
pub(crate) const MAX_PAUSE: Duration = Duration::from_secs(12 * 3_600);

/// Reads what stands in the parentheses of `retry(..)`.
pub(crate) fn read(
    tokens: TokenStream,
    span: Span,
    names: &[&str],
    attempts_limit: u32,
    sink: &mut Sink,
) -> Retry {
    let mut retry = Retry {
        span,
        max_attempts: None,
        interval: None,
        backoff: None,
        max_interval: None,
        jitter: None,
        non_retryable: Vec::new(),
    };
    for option in option::read(tokens, Vocabulary { owner: "retry(..)", names: &[names] }, sink) {
        match option.key.as_str() {
            "max_attempts" => {
                let what = "a whole number, the first attempt included, like `max_attempts = 3`";
                retry.max_attempts = option.integer(what, 1, attempts_limit, sink);
            }
            "interval" => {
                retry.interval = option.string("\"2s\"", sink).and_then(|it| duration::read(&it, sink));
            }
            "max_interval" => {
                retry.max_interval = option.string("\"1m\"", sink).and_then(|it| duration::read(&it, sink));
            }
            "backoff" => {
                let what = "a number by which the pause is multiplied each time, like `backoff = 2.0`";
                retry.backoff = option.float(what, 1.0, f64::INFINITY, sink);
            }
            "jitter" => {
                let what = "the share of the pause that is random, like `jitter = 0.2`";
                retry.jitter = option.float(what, 0.0, 1.0, sink);
            }
            "non_retryable" => retry.non_retryable = option.strings(sink),
            _ => {}
        }
    }
    if let (Some(interval), Some(max)) = (&retry.interval, &retry.max_interval)
        && max.value < interval.value
    {
        sink.error(
            code::OPTION_CONFLICT,
            max.span,
            format!(
                "`max_interval` ({}) is shorter than `interval` ({})",
                duration::show(max.value),
                duration::show(interval.value)
            ),
        );
    }
    retry
}
