//! What goes wrong in user code, and how it crosses a process boundary.

mod convert;
#[doc(hidden)]
pub mod derived;
mod failure;
mod outcome;
mod timed_out;

pub use failure::Failure;
pub use outcome::Outcome;
pub use timed_out::TimedOut;

use serde::{Deserialize, Serialize};
use std::fmt;

/// `Result` whose error is [`Error`] unless another is named.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The error every task, workflow and command can carry to its caller.
///
/// It is plain data, so it survives the journal and the network: a machine-readable `name`, a sentence for people, and
/// optional JSON `data`. User enums cross the boundary by implementing [`Failure`], which maps them to and from this
/// type.
///
/// Two errors are equal when `name`, `message` and `data` are: how often something was tried and what caused it
/// describes one run, not the failure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Error {
    /// What kind of failure it is, to match on: `CardDeclined`. `Error` when nothing better is known.
    pub name: String,
    /// What happened, for people.
    #[serde(default)]
    pub message: String,
    /// Details for programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<serde_json::Value>,
    /// The error that led to this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Box<Error>>,
    /// How many attempts a task had when it failed for good; zero where attempts make no sense.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// `false` forbids another attempt whatever the retry policy allows.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub retryable: bool,
}

impl Error {
    /// Name of an error that was given only a message.
    pub const UNNAMED: &'static str = "Error";
    /// Name of what a durable call returns after its execution was cancelled.
    pub const CANCELLED: &'static str = "Cancelled";
    /// Name of the error of a task, child or execution that took too long, and of [`TimedOut`].
    pub const TIMED_OUT: &'static str = "TimedOut";
    /// Name of the error of a task whose heartbeat stopped.
    pub const HEARTBEAT_TIMED_OUT: &'static str = "HeartbeatTimedOut";
    /// Name of the error of a handler that panicked; the message is the panic's.
    pub const PANICKED: &'static str = "Panicked";
    /// Name of the error of a value that could not be written or read as JSON of the expected shape.
    pub const BAD_PAYLOAD: &'static str = "BadPayload";

    /// An error with a name to match on and a message for people.
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            data: None,
            cause: None,
            attempts: 0,
            retryable: true,
        }
    }

    /// Wraps any error of the standard kind: its text is the message, its source chain becomes [`cause`](Self::cause).
    ///
    /// For `?` on foreign errors: `client.send().await.map_err(Error::other)?`.
    pub fn other(error: impl std::error::Error) -> Self {
        Self::from_chain(&error)
    }

    /// The same error with details for programs. A value that is not JSON (a map with keys other than strings) is
    /// replaced by its serialisation error as a string.
    #[must_use]
    pub fn with_data(mut self, data: impl Serialize) -> Self {
        self.data =
            Some(serde_json::to_value(data).unwrap_or_else(|e| serde_json::Value::String(e.to_string())));
        self
    }

    /// The same error with the error that led to it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<Error>) -> Self {
        self.cause = Some(Box::new(cause.into()));
        self
    }

    /// The same error, never to be retried.
    #[must_use]
    pub fn non_retryable(mut self) -> Self {
        self.retryable = false;
        self
    }

    /// The error of a durable call whose execution was cancelled.
    pub fn cancelled() -> Self {
        Self::cancelled_because("")
    }

    /// The same, with the reason that was given; `""`: none was.
    pub(crate) fn cancelled_because(reason: &str) -> Self {
        const WHAT: &str = "the execution was cancelled";
        let message = if reason.is_empty() { WHAT.to_owned() } else { format!("{WHAT}: {reason}") };
        Self::new(Self::CANCELLED, message).non_retryable()
    }

    /// Whether this is the [cancellation](Self::cancelled) of the execution.
    pub fn is_cancelled(&self) -> bool {
        self.name == Self::CANCELLED
    }

    /// Whether something took too long: a task, its heartbeat, a child, the execution or a `timeout`.
    pub fn is_timeout(&self) -> bool {
        self.name == Self::TIMED_OUT || self.name == Self::HEARTBEAT_TIMED_OUT
    }

    fn from_chain(error: &dyn std::error::Error) -> Self {
        let mut out = Self::new(Self::UNNAMED, error.to_string());
        out.cause = error.source().map(|source| Box::new(Self::from_chain(source)));
        out
    }
}

impl PartialEq for Error {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.message == other.message && self.data == other.data
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name.as_str(), self.message.as_str()) {
            (name, "") => f.write_str(name),
            (Self::UNNAMED, message) => f.write_str(message),
            (name, message) => write!(f, "{name}: {message}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as _)
    }
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

fn is_true(b: &bool) -> bool {
    *b
}

fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn the_wire_form_leaves_out_what_is_not_set() {
        let plain = Error::new("CardDeclined", "no money");
        assert_eq!(serde_json::to_string(&plain).unwrap(), r#"{"name":"CardDeclined","message":"no money"}"#);
        let full = plain.clone().with_data(7).caused_by("bank is closed").non_retryable();
        let back: Error = serde_json::from_str(&serde_json::to_string(&full).unwrap()).unwrap();
        assert_eq!(back, full);
        assert!(!back.retryable);
        assert_eq!(back.cause.unwrap().message, "bank is closed");
    }

    #[test]
    fn a_bare_message_is_shown_without_a_name() {
        assert_eq!(Error::from("no money").to_string(), "no money");
        assert_eq!(Error::new("CardDeclined", "no money").to_string(), "CardDeclined: no money");
        assert_eq!(Error::new("CardDeclined", "").to_string(), "CardDeclined");
    }

    #[test]
    fn equality_ignores_how_often_it_was_tried() {
        let mut tried = Error::from("no money");
        tried.attempts = 3;
        assert_eq!(tried, "no money".into());
        assert_ne!(tried, "no card".into());
    }

    #[test]
    fn a_foreign_error_keeps_its_sources_as_causes() {
        let inner = std::io::Error::other("disk is full");
        let outer = std::io::Error::other(Error::new("Store", "cannot save").caused_by(Error::other(inner)));
        let error = Error::other(outer);
        assert_eq!(error.message, "Store: cannot save");
        assert_eq!(error.cause.unwrap().message, "disk is full");
    }
}
