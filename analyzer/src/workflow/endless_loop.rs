//! EV0508: a loop without end makes a history without end, which is replayed on each cold start.

use proc_macro2::Delimiter;

use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::syntax::Node;
use crate::workflow::scan::Scope;

/// Turns of a counted loop from which on its history is worth a warning: each is at least two entries to replay.
const MANY: u64 = 10_000;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Report>) {
    walk(scope, &scope.function.code.nodes, found);
}

fn walk(scope: &Scope<'_>, tokens: &[Node], found: &mut Vec<Report>) {
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Node::Group(_, inner) => walk(scope, inner, found),
            Node::Ident(word) if *word == "loop" || *word == "while" || *word == "for" => {
                let rest = tokens.get(index + 1..).unwrap_or_default();
                let brace = rest.iter().enumerate().find_map(|(at, it)| match it {
                    Node::Group(Delimiter::Brace, inner) => Some((at, inner)),
                    _ => None,
                });
                let Some((at, body)) = brace else { continue };
                let header = rest.get(..at).unwrap_or_default();
                let many = match (word.to_string().as_str(), header) {
                    ("loop", []) => None,
                    ("while", [Node::Ident(condition)]) if *condition == "true" => None,
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
fn turns(header: &[Node]) -> Option<u64> {
    let at = header.iter().position(|it| it.is_word("in"))?;
    let mut numbers = Vec::new();
    for token in header.get(at + 1..)? {
        match token {
            Node::Literal(literal) => {
                numbers.push(
                    syn::parse_str::<syn::LitInt>(&literal.to_string()).ok()?.base10_parse::<u64>().ok()?,
                );
            }
            other if other.is('.') || other.is('=') => {}
            _ => return None,
        }
    }
    match numbers.as_slice() {
        [from, to] => Some(to.saturating_sub(*from)),
        _ => None,
    }
}

fn mentions(nodes: &[Node], word: &str) -> bool {
    nodes.iter().any(|node| match node {
        Node::Ident(ident) => ident == word,
        Node::Group(_, inner) => mentions(inner, word),
        _ => false,
    })
}

/// Whether a `break` of this loop, a `break` with a label or a `return` is in its body.
fn leaves(tokens: &[Node], depth: usize) -> bool {
    let mut inner_loop = false;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Node::Ident(word) if *word == "return" => return true,
            Node::Ident(word) if *word == "break" => {
                let label = tokens.get(index + 1).is_some_and(|it| it.is('\''));
                if depth == 0 || label {
                    return true;
                }
            }
            Node::Ident(word) if *word == "loop" || *word == "while" || *word == "for" => inner_loop = true,
            Node::Group(delimiter, inner) => {
                let is_body = inner_loop && *delimiter == Delimiter::Brace;
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
