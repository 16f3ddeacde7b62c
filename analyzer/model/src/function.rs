use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How the Lambda function of a handler is configured, as far as its attribute says. `None` means "the
/// default of the construct"; the override map of the infrastructure program wins over both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunctionOptions {
    /// Memory in MB, 128 to 10,240 (Lambda quota).
    pub memory_mb: Option<u32>,
    /// Timeout in seconds, 1 to 900 (Lambda quota).
    pub timeout_seconds: Option<u32>,
    /// Environment variables added to those of the service.
    pub environment: BTreeMap<String, String>,
    /// Retention of the log group in days, one of the values that CloudWatch Logs accepts.
    pub log_retention_days: Option<u32>,
    /// Reserved concurrency of the function.
    pub reserved_concurrency: Option<u32>,
    /// Permissions that the function needs beyond those that its binary shows.
    pub grants: Vec<Grant>,
}

/// `grants("s3:GetObject" on "arn:aws:s3:::bucket/*")`: a statement of the role of a handler's function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Actions, `s3:GetObject`.
    pub actions: Vec<String>,
    /// ARNs, or `*`. They may hold `${AWS::Region}`, `${AWS::AccountId}` and `${AWS::Partition}`.
    pub resources: Vec<String>,
}

/// When and how often a failed task or subscription is tried again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RetryPolicy {
    /// Attempts in all, the first included; at least 1.
    pub max_attempts: u32,
    /// Pause before the second attempt, in milliseconds.
    pub interval_ms: u64,
    /// Factor by which the pause grows from attempt to attempt; at least 1.0.
    pub backoff: f64,
    /// Longest pause between two attempts, in milliseconds.
    pub max_interval_ms: Option<u64>,
    /// Share of the pause that is random, 0.0 to 1.0.
    pub jitter: f64,
    /// Error names that end the retries at once.
    pub non_retryable: Vec<String>,
}

impl Default for RetryPolicy {
    /// One attempt: a policy is something the author asks for.
    fn default() -> Self {
        Self {
            max_attempts: 1,
            interval_ms: 1_000,
            backoff: 2.0,
            max_interval_ms: None,
            jitter: 0.0,
            non_retryable: Vec::new(),
        }
    }
}
