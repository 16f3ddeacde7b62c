//! Values of options. All are literals: the analyzer reads them without running or resolving anything.

use proc_macro2::{Delimiter, Span, TokenStream};
use syn::{Lit, LitFloat, LitInt, LitStr, Path};

use crate::code;
use crate::error::Sink;
use crate::middleware::Layer;
use crate::option::{Opt, OptValue, first_span, only_group, split};
use crate::spanned::Spanned;

impl Opt {
    fn wrong(&self, wanted: &str, sink: &mut Sink) {
        let span = match &self.value {
            OptValue::Nothing => self.span,
            OptValue::Equals(tokens) | OptValue::List(tokens) => first_span(tokens).unwrap_or(self.span),
        };
        sink.error(code::WRONG_VALUE, span, format!("`{}` takes {wanted}", self.key));
    }

    fn literal(&self) -> Option<Lit> {
        match &self.value {
            OptValue::Equals(tokens) => syn::parse2(tokens.clone()).ok(),
            _ => None,
        }
    }

    /// `= "text"`; `example` completes "takes a string, like …".
    pub(crate) fn string(&self, example: &str, sink: &mut Sink) -> Option<Spanned<String>> {
        match self.literal() {
            Some(Lit::Str(text)) => Some(Spanned::new(text.value(), text.span())),
            _ => {
                self.wrong(&format!("a string literal, like `{} = {example}`", self.key), sink);
                None
            }
        }
    }

    /// `= 512`, between two bounds, both allowed.
    pub(crate) fn integer(&self, what: &str, least: u32, most: u32, sink: &mut Sink) -> Option<Spanned<u32>> {
        let Some(Lit::Int(literal)) = self.literal() else {
            self.wrong(what, sink);
            return None;
        };
        match literal.base10_parse::<u32>() {
            Ok(value) if (least..=most).contains(&value) => Some(Spanned::new(value, literal.span())),
            _ => {
                let bounds =
                    if most == u32::MAX { format!("at least {least}") } else { format!("{least} to {most}") };
                sink.error(
                    code::LIMIT,
                    literal.span(),
                    format!("`{}` is {bounds}, not {}", self.key, literal.base10_digits()),
                );
                None
            }
        }
    }

    /// `= 2.0` or `= 2`, between two bounds, both allowed.
    pub(crate) fn float(&self, what: &str, least: f64, most: f64, sink: &mut Sink) -> Option<Spanned<f64>> {
        let (digits, span) = match self.literal() {
            Some(Lit::Float(literal)) => (LitFloat::base10_digits(&literal).to_owned(), literal.span()),
            Some(Lit::Int(literal)) => (LitInt::base10_digits(&literal).to_owned(), literal.span()),
            _ => {
                self.wrong(what, sink);
                return None;
            }
        };
        match digits.parse::<f64>() {
            Ok(value) if value >= least && value <= most => Some(Spanned::new(value, span)),
            _ => {
                let bounds = if most.is_infinite() {
                    format!("at least {least:?}")
                } else {
                    format!("{least:?} to {most:?}")
                };
                sink.error(code::LIMIT, span, format!("`{}` is {bounds}, not {digits}", self.key));
                None
            }
        }
    }

    /// `= [a, b]`: the parts, or `None` after an error.
    fn list(&self, wanted: &str, sink: &mut Sink) -> Option<Vec<TokenStream>> {
        let group = match &self.value {
            OptValue::Equals(tokens) => only_group(tokens, Delimiter::Bracket),
            _ => None,
        };
        let Some(group) = group else {
            self.wrong(wanted, sink);
            return None;
        };
        Some(split(group.stream()).into_iter().map(|part| part.into_iter().collect()).collect())
    }

    /// `= ["a", "b"]`
    pub(crate) fn strings(&self, sink: &mut Sink) -> Vec<Spanned<String>> {
        let wanted = format!("a list of string literals, like `{} = [\"a\", \"b\"]`", self.key);
        let mut strings = Vec::new();
        for part in self.list(&wanted, sink).unwrap_or_default() {
            let span = first_span(&part).unwrap_or(self.span);
            match syn::parse2::<LitStr>(part) {
                Ok(text) => strings.push(Spanned::new(text.value(), text.span())),
                Err(_) => sink.error(code::WRONG_VALUE, span, format!("`{}` takes {wanted}", self.key)),
            }
        }
        strings
    }

    /// `= [a, b::c]`
    pub(crate) fn paths(&self, wanted: &str, sink: &mut Sink) -> Vec<Path> {
        let mut paths = Vec::new();
        for part in self.list(wanted, sink).unwrap_or_default() {
            let span: Span = first_span(&part).unwrap_or(self.span);
            match syn::parse2::<Path>(part) {
                Ok(path) => paths.push(path),
                Err(_) => sink.error(code::WRONG_VALUE, span, format!("`{}` takes {wanted}", self.key)),
            }
        }
        paths
    }

    /// `= [a, b::c!]`
    pub(crate) fn layers(&self, wanted: &str, sink: &mut Sink) -> Vec<Layer> {
        let mut layers = Vec::new();
        for part in self.list(wanted, sink).unwrap_or_default() {
            let span: Span = first_span(&part).unwrap_or(self.span);
            match syn::parse2::<Layer>(part) {
                Ok(layer) => layers.push(layer),
                Err(_) => sink.error(code::WRONG_VALUE, span, format!("`{}` takes {wanted}", self.key)),
            }
        }
        layers
    }

    /// `(..)`: the tokens between the parentheses.
    pub(crate) fn nested(&self, example: &str, sink: &mut Sink) -> Option<TokenStream> {
        match &self.value {
            OptValue::List(tokens) => Some(tokens.clone()),
            _ => {
                self.wrong(&format!("a list in parentheses, like `{example}`"), sink);
                None
            }
        }
    }
}
