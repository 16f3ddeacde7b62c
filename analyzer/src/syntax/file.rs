use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use eventual_analyzer_model::SourceLocation;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// Index into [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(pub(crate) usize);

/// A file that was read.
#[derive(Clone, Debug)]
pub(crate) struct SourceFile {
    /// Where it was read.
    pub(crate) path: PathBuf,
    /// Relative to the package, with `/`.
    pub(crate) name: String,
    pub(crate) text: Arc<str>,
}

/// All files that were read, in the order in which the module tree reaches them.
#[derive(Debug, Default)]
pub(crate) struct Files {
    pub(crate) list: Vec<SourceFile>,
}

/// A piece of a file. Plain data: valid after the tokens are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) range: Range<usize>,
}

/// The tokens between the braces of a body, which were left out when its file was lexed.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) tokens: TokenStream,
    file: FileId,
    /// Offset of the text that was lexed: spans count from there.
    base: usize,
}

impl Body {
    /// The place of a token of this body.
    pub(crate) fn place(&self, span: Span) -> Place {
        let range = span.byte_range();
        Place { file: self.file, range: range.start + self.base..range.end + self.base }
    }

    /// A part of this body.
    pub(crate) fn part(&self, tokens: TokenStream) -> Self {
        Self { tokens, ..self.clone() }
    }
}

impl Place {
    /// The place of a token of `file`; tokens without one (`call_site`) give the start of the file.
    pub(crate) fn of(file: FileId, span: Span) -> Self {
        Self { file, range: span.byte_range() }
    }

    /// The place from the first to the last token.
    pub(crate) fn of_tokens(file: FileId, tokens: &impl ToTokens) -> Self {
        let mut all = tokens.to_token_stream().into_iter();
        let Some(first) = all.next() else { return Self { file, range: 0..0 } };
        let start = first.span();
        let end = all.last().map_or(start, |last| last.span());
        Self { file, range: start.byte_range().start..end.byte_range().end }
    }
}

impl Files {
    pub(crate) fn add(&mut self, file: SourceFile) -> FileId {
        self.list.push(file);
        FileId(self.list.len() - 1)
    }

    pub(crate) fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.list.get(id.0)
    }

    /// The text of a place.
    pub(crate) fn text(&self, place: &Place) -> &str {
        self.get(place.file).and_then(|file| file.text.get(place.range.clone())).unwrap_or_default()
    }

    /// Lexes what stands between the braces at `place`; nothing if that is not Rust: rustc says so better.
    pub(crate) fn body(&self, place: &Place) -> Body {
        let text = self.text(place);
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        Body { tokens: inner.parse().unwrap_or_default(), file: place.file, base: place.range.start + 1 }
    }

    /// Line and column of a place's start.
    pub(crate) fn location(&self, place: &Place) -> SourceLocation {
        let Some(file) = self.get(place.file) else { return SourceLocation::default() };
        let before = file.text.get(..place.range.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        SourceLocation {
            file: file.name.clone(),
            line: count(before.bytes().filter(|byte| *byte == b'\n').count() + 1),
            column: count(before.get(line_start..).unwrap_or_default().chars().count() + 1),
        }
    }
}
