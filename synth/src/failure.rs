use std::fmt::Display;

use eventual_constructs_report::ExitStatus;
use serde_json::{Value as Json, json};

use crate::session::Session;

/// Why a command failed, and what to do about it. Texts never hold secrets or payloads.
#[derive(Clone, Debug)]
pub struct Failure {
    /// How the process ends.
    pub status: ExitStatus,
    /// For programs.
    pub code: String,
    /// What went wrong; several sentences if several things did.
    pub messages: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
    /// Diagnostics of the source, if those are the reason. As text they are on the terminal already.
    pub diagnostics: Vec<Json>,
}

/// What commands return.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// A failure with this code.
    pub fn new(status: ExitStatus, code: &str, message: impl Display) -> Self {
        Self {
            status,
            code: code.to_owned(),
            messages: vec![message.to_string()],
            hint: None,
            diagnostics: Vec::new(),
        }
    }

    /// An error that the user can fix.
    pub fn user(message: impl Display) -> Self {
        Self::new(ExitStatus::Failure, "BadInput", message)
    }

    /// Several errors that the user can fix.
    pub fn all<M: Display>(code: &str, messages: impl IntoIterator<Item = M>) -> Self {
        let messages = messages.into_iter().map(|it| it.to_string()).collect();
        Self { messages, ..Self::new(ExitStatus::Failure, code, "") }
    }

    /// The named thing does not exist.
    pub fn not_found(message: impl Display) -> Self {
        Self::new(ExitStatus::NotFound, "NotFound", message)
    }

    /// An error that the user cannot fix: a disk, a network, a bug.
    pub fn unexpected(message: impl Display) -> Self {
        Self::new(ExitStatus::Error, "Unexpected", message)
    }

    /// There was no answer.
    pub fn unreachable(message: impl Display) -> Self {
        Self::new(ExitStatus::Unreachable, "Unreachable", message)
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// What went wrong, in one text.
    pub fn message(&self) -> String {
        self.messages.join("\n")
    }

    /// As programs read it: `{"error": {"code", "message", "hint"?, "diagnostics"?}}`.
    pub fn to_json(&self) -> Json {
        let mut error = json!({ "code": self.code, "message": self.message() });
        if let Some(hint) = &self.hint {
            error["hint"] = json!(hint);
        }
        if !self.diagnostics.is_empty() {
            error["diagnostics"] = json!(self.diagnostics);
        }
        json!({ "error": error })
    }

    /// Writes it to stderr, as JSON if a machine reads that.
    pub fn report(&self, session: Session) -> ExitStatus {
        if session.json {
            session.printer.rendered(&self.to_json().to_string());
            return self.status;
        }
        for message in &self.messages {
            session.printer.error(message);
        }
        if let Some(hint) = &self.hint {
            session.printer.hint(hint);
        }
        self.status
    }
}
