//! EV0508: a loop without end makes a history without end, which is replayed on each cold start.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::diagnostic::Report;
use crate::rules::code;
use crate::workflow::scan::{Scope, is_punct};

/// Turns of a counted loop from which on its history is worth a warning: each is at least two entries to replay.
const MANY: u64 = 10_000;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Report>) {
    walk(scope, scope.function.body.tokens.clone(), found);
}

fn walk(scope: &Scope<'_>, tokens: TokenStream, found: &mut Vec<Report>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => walk(scope, group.stream(), found),
            TokenTree::Ident(word) if *word == "loop" || *word == "while" || *word == "for" => {
                let rest = tokens.get(index + 1..).unwrap_or_default();
                let brace = rest.iter().enumerate().find_map(|(at, it)| match it {
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some((at, group)),
                    _ => None,
                });
                let Some((at, body)) = brace else { continue };
                let header = rest.get(..at).unwrap_or_default();
                let many = match (word.to_string().as_str(), header) {
                    ("loop", []) => None,
                    ("while", [TokenTree::Ident(condition)]) if *condition == "true" => None,
                    ("for", header) => match turns(header) {
                        Some(turns) if turns >= MANY => Some(turns),
                        _ => continue,
                    },
                    _ => continue,
                };
                if mentions(body, "await") && !leaves(body, 0) && !mentions(body, "continue_as_new") {
                    report(scope, word.span(), many, found);
                }
            }
            _ => {}
        }
    }
}

fn report(scope: &Scope<'_>, span: proc_macro2::Span, turns: Option<u64>, found: &mut Vec<Report>) {
    let message = match turns {
        Some(turns) => format!("this loop makes a history of {turns} turns"),
        None => "this loop makes a history without end".to_owned(),
    };
    found.push(
        Report::warning(code::ENDLESS_LOOP, message)
            .at_with(scope.place(span), "each turn adds to the history, which is replayed from the start")
            .help("end with `continue_as_new(..)` from time to time, say each 1,000 turns"),
    );
}

/// Number of turns of `for x in 0..20_000`, if it is written in digits.
fn turns(header: &[TokenTree]) -> Option<u64> {
    let at = header.iter().position(|it| matches!(it, TokenTree::Ident(word) if *word == "in"))?;
    let mut numbers = Vec::new();
    for token in header.get(at + 1..)? {
        match token {
            TokenTree::Literal(literal) => {
                numbers.push(
                    syn::parse_str::<syn::LitInt>(&literal.to_string()).ok()?.base10_parse::<u64>().ok()?,
                );
            }
            other if is_punct(other, '.') || is_punct(other, '=') => {}
            _ => return None,
        }
    }
    match numbers.as_slice() {
        [from, to] => Some(to.saturating_sub(*from)),
        _ => None,
    }
}

fn mentions(group: &Group, word: &str) -> bool {
    group.stream().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == word,
        TokenTree::Group(inner) => mentions(&inner, word),
        _ => false,
    })
}

/// Whether a `break` of this loop, a `break` with a label or a `return` is in its body.
fn leaves(group: &Group, depth: usize) -> bool {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let mut inner_loop = false;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) if *word == "return" => return true,
            TokenTree::Ident(word) if *word == "break" => {
                let label = tokens.get(index + 1).is_some_and(|it| is_punct(it, '\''));
                if depth == 0 || label {
                    return true;
                }
            }
            TokenTree::Ident(word) if *word == "loop" || *word == "while" || *word == "for" => {
                inner_loop = true
            }
            TokenTree::Group(inner) => {
                let is_body = inner_loop && inner.delimiter() == Delimiter::Brace;
                if leaves(inner, depth + usize::from(is_body)) {
                    return true;
                }
                if is_body {
                    inner_loop = false;
                }
            }
            _ => {}
        }
    }
    false
}
