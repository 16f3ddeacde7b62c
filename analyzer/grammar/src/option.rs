//! The form shared by all attributes: options separated by commas, each `name`, `name = value` or `name(..)`.
//! Every option is read on its own, so that one mistake hides no other.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;

use crate::code;
use crate::error::Sink;
use eventual_analyzer_model::closest;

/// One option as written.
#[derive(Debug)]
pub(crate) struct Opt {
    pub(crate) key: String,
    pub(crate) span: Span,
    pub(crate) value: OptValue,
}

/// What follows the name of an option.
#[derive(Debug)]
pub(crate) enum OptValue {
    /// Nothing.
    Nothing,
    /// `= tokens`
    Equals(TokenStream),
    /// `(tokens)`
    List(TokenStream),
}

/// The options of one attribute and what it is called in messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vocabulary<'a> {
    /// `#[command]`, `retry(..)`
    pub(crate) owner: &'a str,
    /// Names of all options, by groups that attributes share.
    pub(crate) names: &'a [&'a [&'a str]],
}

impl Vocabulary<'_> {
    fn all(&self) -> impl Iterator<Item = &str> {
        self.names.iter().flat_map(|group| group.iter().copied())
    }
}

/// The known options in `tokens`, each at most once; everything else goes to the sink.
pub(crate) fn read(tokens: TokenStream, vocabulary: Vocabulary<'_>, sink: &mut Sink) -> Vec<Opt> {
    let mut options: Vec<Opt> = Vec::new();
    for part in split(tokens) {
        let Some(option) = read_one(part, vocabulary, sink) else { continue };
        if !vocabulary.all().any(|name| name == option.key) {
            unknown(&option, vocabulary, sink);
        } else if options.iter().any(|before| before.key == option.key) {
            sink.help(
                code::OPTION_CONFLICT,
                option.span,
                format!("`{}` is given twice", option.key),
                "keep one of the two",
            );
        } else {
            options.push(option);
        }
    }
    options
}

fn unknown(option: &Opt, vocabulary: Vocabulary<'_>, sink: &mut Sink) {
    let names: Vec<&str> = vocabulary.all().collect();
    let meant = match closest(&option.key, names.iter().copied()) {
        Some(meant) => format!(" (did you mean `{meant}`?)"),
        None => String::new(),
    };
    let message = if names.is_empty() {
        format!("`{}` has no options, but got `{}`", vocabulary.owner, option.key)
    } else {
        format!("`{}` has no option `{}`{meant}; it has: {}", vocabulary.owner, option.key, names.join(", "))
    };
    sink.error(code::UNKNOWN_OPTION, option.span, message);
}

fn read_one(part: Vec<TokenTree>, vocabulary: Vocabulary<'_>, sink: &mut Sink) -> Option<Opt> {
    let mut tokens = part.into_iter();
    let first = tokens.next()?;
    let TokenTree::Ident(name) = first else {
        sink.error(
            code::SYNTAX,
            first.span(),
            format!("expected an option of `{}`, like `name = value`", vocabulary.owner),
        );
        return None;
    };
    let option = |value| Some(Opt { key: name.unraw().to_string(), span: name.span(), value });
    match tokens.next() {
        None => option(OptValue::Nothing),
        Some(TokenTree::Punct(punct)) if punct.as_char() == '=' => {
            let value: TokenStream = tokens.collect();
            if value.is_empty() {
                sink.error(code::SYNTAX, punct.span(), format!("expected a value after `{name} =`"));
                return None;
            }
            option(OptValue::Equals(value))
        }
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => match tokens.next() {
            None => option(OptValue::List(group.stream())),
            Some(extra) => {
                sink.error(code::SYNTAX, extra.span(), format!("expected `,` after `{name}(..)`"));
                None
            }
        },
        Some(other) => {
            sink.error(code::SYNTAX, other.span(), format!("expected `=`, `(` or `,` after `{name}`"));
            None
        }
    }
}

/// The parts between commas, empty ones left out (`a, , b` is not worth an error).
pub(crate) fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in tokens {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(last)) => last.push(token),
            (_, None) => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// The group that a value consists of, through the invisible groups that `macro_rules!` leaves.
pub(crate) fn only_group(tokens: &TokenStream, delimiter: Delimiter) -> Option<Group> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == delimiter => Some(group),
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            only_group(&group.stream(), delimiter)
        }
        _ => None,
    }
}

/// The first identifier written in `tokens`, for spans.
pub(crate) fn first_span(tokens: &TokenStream) -> Option<Span> {
    tokens.clone().into_iter().next().map(|token| token.span())
}
