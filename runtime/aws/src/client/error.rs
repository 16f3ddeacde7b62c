use thiserror::Error;

use super::config::ConfigError;

/// Why an AWS call failed, after all retries.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum AwsError {
    /// The environment lacks what a call needs.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No readable response: the service was not reached, or the connection broke.
    #[error("`{call}` got no response from `{host}`: {source}")]
    Transport {
        /// The call, such as `events:PutEvents`.
        call: &'static str,
        /// Host and port that were called.
        host: String,
        /// What happened.
        source: std::io::Error,
    },
    /// The service refused.
    #[error("`{call}` was refused with {status} `{code}`: {message}")]
    Refused {
        /// The call, such as `events:PutEvents`.
        call: &'static str,
        /// HTTP status.
        status: u16,
        /// Error code without its namespace, such as `AccessDeniedException`.
        code: String,
        /// The service's own words.
        message: String,
        /// The whole error document: the reasons of a cancelled transaction are only there. May hold user
        /// data, so it is not part of the message.
        body: serde_json::Value,
    },
    /// The service accepted, but its answer is not what its documentation says.
    #[error("`{call}` was answered with something unreadable: {reason}")]
    Answer {
        /// The call.
        call: &'static str,
        /// What is wrong with the answer.
        reason: String,
    },
}

impl AwsError {
    /// The service's error code, such as `ConditionalCheckFailedException`, if it was the service that failed.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// HTTP status of the refusal, if there was one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }
}
