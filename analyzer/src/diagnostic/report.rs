use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::syntax::{Files, Place};

/// A diagnostic in the making: places are still indices into [`Files`].
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) primary: Option<(Place, String)>,
    pub(crate) secondary: Vec<(Place, String)>,
    pub(crate) notes: Vec<String>,
    pub(crate) help: Option<String>,
}

impl Report {
    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: None,
            secondary: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    pub(crate) fn at(self, place: Place) -> Self {
        self.at_with(place, "")
    }

    pub(crate) fn at_with(mut self, place: Place, text: impl Into<String>) -> Self {
        self.primary = Some((place, text.into()));
        self
    }

    pub(crate) fn also(mut self, place: Place, text: impl Into<String>) -> Self {
        self.secondary.push((place, text.into()));
        self
    }

    pub(crate) fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// The finished diagnostic.
    pub(crate) fn finish(self, files: &Files) -> Diagnostic {
        let label = |(place, text): (Place, String)| {
            let location = files.location(&place);
            Label {
                file: location.file,
                start: place.range.start,
                end: place.range.end,
                line: location.line,
                column: location.column,
                text,
            }
        };
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message,
            primary: self.primary.map(label),
            secondary: self.secondary.into_iter().map(label).collect(),
            notes: self.notes,
            help: self.help,
        }
    }
}
