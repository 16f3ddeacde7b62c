use std::fmt::Display;

use eventual_constructs_report::{ExitStatus, Printer};

/// Why a command did not do its work, and what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    status: ExitStatus,
    messages: Vec<String>,
    hint: Option<String>,
}

impl Failure {
    /// A mistake that the user can mend.
    pub(crate) fn user(message: impl Display) -> Self {
        Self { status: ExitStatus::Failure, messages: vec![message.to_string()], hint: None }
    }

    /// Mistakes that are on the terminal already.
    pub(crate) fn reported() -> Self {
        Self { status: ExitStatus::Failure, messages: Vec::new(), hint: None }
    }

    /// Anything else.
    pub(crate) fn unexpected(message: impl Display) -> Self {
        Self { status: ExitStatus::Error, ..Self::user(message) }
    }

    /// Several mistakes.
    pub(crate) fn all<M: Display>(messages: impl IntoIterator<Item = M>) -> Self {
        let messages = messages.into_iter().map(|it| it.to_string()).collect();
        Self { status: ExitStatus::Failure, messages, hint: None }
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: impl Display) -> Self {
        self.hint = Some(hint.to_string());
        self
    }

    /// Says it.
    pub(crate) fn report(&self, printer: &Printer) -> ExitStatus {
        for message in &self.messages {
            printer.error(message);
        }
        if let Some(hint) = &self.hint {
            printer.hint(hint);
        }
        self.status
    }
}
