use std::fmt;

use eventual_runtime_core::{Error, HttpError};
use serde_json::json;
use thiserror::Error as ThisError;

/// Why a call of a command did not give its value.
///
/// ```
/// use eventual_runtime_client::ClientError;
/// fn is_gone(error: &ClientError) -> bool {
///     matches!(error, ClientError::Http(error) if error.code == "NotFound")
/// }
/// ```
#[derive(Clone, Debug, PartialEq, ThisError)]
#[non_exhaustive]
pub enum ClientError {
    /// The service answered that the command failed. What is between client and service (a gateway, a proxy) may
    /// answer so as well; then the code is the name of the status: `BadGateway`.
    #[error("{0}")]
    Http(#[from] HttpError),
    /// There was no answer.
    #[error("{0}")]
    Transport(#[from] TransportError),
    /// There was an answer of success, but not of the command's type.
    #[error("{0}")]
    Decode(DecodeError),
    /// The request could not even be made.
    #[error("{0}")]
    Request(RequestError),
}

impl ClientError {
    /// The failure that the service answered with, if it is one.
    pub fn http(&self) -> Option<&HttpError> {
        match self {
            Self::Http(error) => Some(error),
            _ => None,
        }
    }

    /// HTTP status of the answer; `None`: there was none, or it was one of success.
    pub fn status(&self) -> Option<u16> {
        self.http().map(|error| error.status)
    }
}

/// So that `?` works in the handlers of a service that calls another one. The other service's status does *not*
/// become the status of one's own answer: its caller did nothing wrong. Match on the error where it should.
impl From<ClientError> for Error {
    fn from(error: ClientError) -> Self {
        let message = error.to_string();
        let name = match error {
            ClientError::Http(http) => {
                let details = json!({ "status": http.status, "data": http.data });
                return Self::new(http.code, message).with_data(details);
            }
            ClientError::Transport(_) => "TransportError",
            ClientError::Decode(_) => "DecodeError",
            ClientError::Request(_) => "RequestError",
        };
        Self::new(name, message)
    }
}

/// Why there was no answer. The texts name no header and no body, so they may be logged.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum TransportError {
    /// The service certainly did not see the request: no connection could be made. Always safe to repeat.
    #[error("the service cannot be reached: {0}")]
    NotSent(String),
    /// The connection was lost on the way; the service may have seen the request.
    #[error("the connection to the service was lost: {0}")]
    Lost(String),
    /// The request could not be signed, so it was not sent. Another attempt would not help.
    #[error("the request cannot be signed: {0}")]
    Unsigned(String),
    /// There was no answer in time; the service may have seen the request.
    #[error("the service did not answer in time ({0} ms)")]
    TimedOut(u128),
}

impl TransportError {
    /// [`NotSent`](Self::NotSent) for this reason.
    pub fn not_sent(reason: impl fmt::Display) -> Self {
        Self::NotSent(reason.to_string())
    }

    /// [`Lost`](Self::Lost) for this reason.
    pub fn lost(reason: impl fmt::Display) -> Self {
        Self::Lost(reason.to_string())
    }
}

/// An answer that is not of the command's type: client and service were built of different versions.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[error(
    "the answer of `{command}` cannot be read as `{expected}`: {reason}; are client and service of the same version?"
)]
pub struct DecodeError {
    pub(crate) command: &'static str,
    pub(crate) expected: &'static str,
    pub(crate) reason: String,
}

impl DecodeError {
    /// Wire name of the command.
    pub fn command(&self) -> &str {
        self.command
    }
}

/// What is wrong with a request that could not be made.
#[derive(Clone, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum RequestError {
    /// The address of the service is none.
    #[error("`{url}` is not the address of a service; write `https://host` or `https://host/stage`")]
    Url {
        /// What was given.
        url: String,
    },
    /// A header that HTTP does not allow. Its value is not shown: it may be a secret.
    #[error("`{name}` is not a header, or its value has characters that a header cannot have")]
    Header {
        /// Name of the header.
        name: String,
    },
    /// An input that JSON cannot express, like a map whose keys are no strings.
    #[error("the input of `{command}` cannot be written as JSON: {reason}")]
    Input {
        /// Wire name of the command.
        command: String,
        /// What JSON cannot express.
        reason: String,
    },
    /// A name that no region of AWS can have.
    #[error(
        "`{region}` is not a region of AWS; write the one that the service is deployed to, like `eu-west-1`"
    )]
    Region {
        /// What was given.
        region: String,
    },
    /// There is nothing that could send it.
    #[error(
        "this client has no transport; turn on the feature `client-http` of `eventual`, or give it one with `transport(..)`"
    )]
    NoTransport,
}
