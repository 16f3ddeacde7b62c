use proc_macro2::{Span, TokenStream};

/// Something wrong in one item.
#[derive(Clone, Debug)]
pub struct GrammarError {
    /// The smallest guilty token.
    pub span: Span,
    /// What was written and what is allowed; lower-case, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// Stable code, one of [`crate::code`].
    pub code: &'static str,
}

impl GrammarError {
    /// `compile_error!("…")` at the guilty token; the help follows the message in a line of its own.
    pub fn to_compile_error(&self) -> TokenStream {
        let text = match &self.help {
            Some(help) => format!("{}\nhelp: {help}", self.message),
            None => self.message.clone(),
        };
        syn::Error::new(self.span, text).to_compile_error()
    }
}

/// What could be read of an item, and everything that is wrong with it.
#[derive(Clone, Debug)]
pub struct Parsed<T> {
    /// The value; present wherever something sensible could be read, even when there are errors.
    pub value: Option<T>,
    /// All errors, in the order in which they are written.
    pub errors: Vec<GrammarError>,
}

impl<T> Parsed<T> {
    pub(crate) fn new(value: Option<T>, sink: Sink) -> Self {
        Self { value, errors: sink.errors }
    }

    /// All errors as `compile_error!` items; empty when there are none.
    pub fn compile_errors(&self) -> TokenStream {
        self.errors.iter().map(GrammarError::to_compile_error).collect()
    }

    /// The same errors with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Parsed<U> {
        Parsed { value: self.value.map(f), errors: self.errors }
    }
}

/// Where errors are collected while an item is read.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    errors: Vec<GrammarError>,
}

impl Sink {
    pub(crate) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.errors.push(GrammarError { span, message: message.into(), help: None, code });
    }

    pub(crate) fn help(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.errors.push(GrammarError { span, message: message.into(), help: Some(help.into()), code });
    }
}
