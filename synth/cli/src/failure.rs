//! [`Failure`]: why a command did not do its work, and what to do about it.

use std::fmt::Display;

use eventual_constructs_report::{ExitStatus, Printer};
use eventual_runtime_client::TransportError;
use eventual_runtime_operator::OperatorError;
use serde_json::json;

/// Why a command did not do its work. Texts never hold secrets or payloads of others.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) status: ExitStatus,
    /// For programs.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn new(status: ExitStatus, code: &str, message: impl Display) -> Self {
        Self { status, code: code.to_owned(), message: message.to_string(), hint: None }
    }

    /// A mistake that the user can mend.
    pub(crate) fn user(message: impl Display) -> Self {
        Self::new(ExitStatus::Failure, "BadInput", message)
    }

    /// What was named does not exist.
    pub(crate) fn not_found(message: impl Display) -> Self {
        Self::new(ExitStatus::NotFound, "NotFound", message)
    }

    /// Anything that nobody here can mend.
    pub(crate) fn unexpected(message: impl Display) -> Self {
        Self::new(ExitStatus::Error, "Unexpected", message)
    }

    /// Nobody answers.
    pub(crate) fn unreachable(message: impl Display) -> Self {
        Self::new(ExitStatus::Unreachable, "Unreachable", message)
    }

    /// Adds what to do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// Says it.
    pub(crate) fn report(&self, printer: &Printer, as_json: bool) -> ExitStatus {
        if as_json {
            let mut error = json!({"code": self.code, "message": self.message});
            if let Some(hint) = &self.hint {
                error["hint"] = json!(hint);
            }
            printer.rendered(&json!({ "error": error }).to_string());
            return self.status;
        }
        printer.error(&self.message);
        if let Some(hint) = &self.hint {
            printer.hint(hint);
        }
        self.status
    }
}

impl From<OperatorError> for Failure {
    fn from(error: OperatorError) -> Self {
        let status = match error.status.as_u16() {
            404 => ExitStatus::NotFound,
            401 | 403 => ExitStatus::Denied,
            400..=499 => ExitStatus::Failure,
            503 | 504 => ExitStatus::Unreachable,
            _ => ExitStatus::Error,
        };
        Self { status, code: error.code, message: error.message, hint: error.hint }
    }
}

impl From<eventual_synth_deploy::Error> for Failure {
    fn from(error: eventual_synth_deploy::Error) -> Self {
        use eventual_synth_deploy::Error;
        let (status, code) = match &error {
            Error::NoRegion => (ExitStatus::Denied, "NoRegion"),
            Error::NoCredentials { .. } => (ExitStatus::Denied, "NoCredentials"),
            Error::ExpiredCredentials { .. } => (ExitStatus::Denied, "ExpiredCredentials"),
            Error::RefusedCredentials { .. } => (ExitStatus::Denied, "RefusedCredentials"),
            Error::Denied { .. } => (ExitStatus::Denied, "Denied"),
            Error::Unreachable { .. } => (ExitStatus::Unreachable, "Unreachable"),
            Error::NoAssembly { .. } | Error::UnknownStack { .. } => (ExitStatus::NotFound, "NotFound"),
            Error::Stack(_) => (ExitStatus::Failed, "StackFailed"),
            Error::Call { code, .. } if !code.is_empty() => (ExitStatus::Error, code.as_str()),
            error if error.is_users() => (ExitStatus::Failure, "Refused"),
            _ => (ExitStatus::Error, "Unexpected"),
        };
        let failure = Self::new(status, code, &error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        Self::unreachable(error)
    }
}
