use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Label, Severity};

/// Whether a rendering has colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Text only.
    Plain,
    /// With ANSI escapes, as rustc's.
    Color,
}

/// Width of a terminal that is not asked: rustc's own guess.
const WIDTH: usize = 140;

impl Diagnostic {
    /// The diagnostic as rustc would show it, without a final line break. `text_of` gives the text of a file by the
    /// name that labels use; a file without one is named only.
    pub fn render<'a>(&'a self, text_of: impl Fn(&str) -> Option<&'a str>, style: Style) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        // One snippet for each file, the primary one first.
        let mut order: Vec<&str> = Vec::new();
        let mut by_file: BTreeMap<&str, Vec<(&Label, AnnotationKind)>> = BTreeMap::new();
        let primary = self.primary.iter().map(|label| (label, AnnotationKind::Primary));
        let secondary = self.secondary.iter().map(|label| (label, AnnotationKind::Context));
        for (label, kind) in primary.chain(secondary) {
            if !order.contains(&label.file.as_str()) {
                order.push(&label.file);
            }
            by_file.entry(&label.file).or_default().push((label, kind));
        }
        let mut group = level.primary_title(self.message.as_str()).id(self.code).elements(
            order.iter().filter_map(|file| {
                let text = text_of(file)?;
                let labels = by_file.get(file)?;
                let annotations = labels.iter().map(|(label, kind)| {
                    let annotation = kind.span(label.start.min(text.len())..label.end.min(text.len()));
                    if label.text.is_empty() { annotation } else { annotation.label(label.text.as_str()) }
                });
                Some(Snippet::source(text).path(*file).fold(true).annotations(annotations))
            }),
        );
        for note in &self.notes {
            group = group.element(Level::NOTE.message(note.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Color => Renderer::styled(),
        };
        renderer.term_width(WIDTH).render(&[group])
    }
}
