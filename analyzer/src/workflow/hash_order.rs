//! EV0506: the order of a std `HashMap` or `HashSet` differs from process to process.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenTree};

use crate::diagnostic::Report;
use crate::resolve::{Space, Target};
use crate::rules::code;
use crate::syntax::NamePath;
use crate::workflow::scan::{Scope, is_punct};

/// Methods that go through the elements in their order.
const ORDERED: [&str; 10] = [
    "iter",
    "iter_mut",
    "into_iter",
    "keys",
    "into_keys",
    "values",
    "values_mut",
    "into_values",
    "drain",
    "retain",
];

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Report>) {
    let mut names = BTreeSet::new();
    parameters(scope, &mut names);
    let body: Vec<TokenTree> = scope.function.body.tokens.clone().into_iter().collect();
    variables(scope, &body, &mut names);
    if !names.is_empty() {
        uses(scope, &body, &names, found);
    }
}

/// Whether the tokens begin with a path to one of the two types.
fn is_hash(scope: &Scope<'_>, tokens: &[TokenTree]) -> bool {
    let start = tokens
        .iter()
        .position(|it| !is_punct(it, '&') && !matches!(it, TokenTree::Ident(word) if *word == "mut"))
        .unwrap_or_default();
    let Some((mut path, _)) = tokens.get(start..).and_then(NamePath::take) else { return false };
    while let Some(last) = path.segments.last() {
        if *last == "HashMap" || *last == "HashSet" {
            return match scope.resolve(&path, Space::Type) {
                Target::Extern(full) => full.first().is_some_and(|it| it == "std"),
                _ => false,
            };
        }
        path.segments.pop();
    }
    false
}

fn parameters(scope: &Scope<'_>, names: &mut BTreeSet<String>) {
    for token in scope.function.head.clone() {
        let TokenTree::Group(group) = &token else { continue };
        if group.delimiter() != Delimiter::Parenthesis {
            continue;
        }
        let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            if let TokenTree::Ident(name) = token
                && tokens.get(index + 1).is_some_and(|it| is_punct(it, ':'))
                && tokens.get(index + 2..).is_some_and(|rest| is_hash(scope, rest))
            {
                names.insert(name.to_string());
            }
        }
    }
}

/// `let name: HashMap<..> = ..`, `let name = HashMap::new()`, `let name = .. .collect::<HashMap<..>>()`
fn variables(scope: &Scope<'_>, tokens: &[TokenTree], names: &mut BTreeSet<String>) {
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            variables(scope, &group.stream().into_iter().collect::<Vec<_>>(), names);
        }
        if !matches!(token, TokenTree::Ident(word) if *word == "let") {
            continue;
        }
        let rest = tokens.get(index + 1..).unwrap_or_default();
        let rest = match rest {
            [TokenTree::Ident(word), rest @ ..] if *word == "mut" => rest,
            rest => rest,
        };
        let [TokenTree::Ident(name), rest @ ..] = rest else { continue };
        let statement =
            rest.iter().position(|it| is_punct(it, ';')).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let hash = match statement {
            [colon, ty @ ..] if is_punct(colon, ':') => is_hash(scope, ty),
            [equals, value @ ..] if is_punct(equals, '=') => is_hash(scope, value) || collects(scope, value),
            _ => false,
        };
        if hash {
            names.insert(name.to_string());
        }
    }
}

fn collects(scope: &Scope<'_>, value: &[TokenTree]) -> bool {
    let at = value.iter().rposition(|it| matches!(it, TokenTree::Ident(word) if *word == "collect"));
    // `collect :: < HashMap …`
    at.and_then(|at| value.get(at + 4..)).is_some_and(|rest| is_hash(scope, rest))
}

fn uses(scope: &Scope<'_>, tokens: &[TokenTree], names: &BTreeSet<String>, found: &mut Vec<Report>) {
    for (index, token) in tokens.iter().enumerate() {
        if let TokenTree::Group(group) = token {
            uses(scope, &group.stream().into_iter().collect::<Vec<_>>(), names, found);
        }
        let TokenTree::Ident(name) = token else { continue };
        if !names.contains(&name.to_string()) {
            continue;
        }
        let before = index.checked_sub(1).and_then(|it| tokens.get(it));
        let in_for = looped(tokens, index) && matches!(tokens.get(index + 1), Some(TokenTree::Group(_)));
        let method = match (tokens.get(index + 1), tokens.get(index + 2)) {
            (Some(dot), Some(TokenTree::Ident(method))) if is_punct(dot, '.') => Some(method),
            _ => None,
        };
        let ordered = method.filter(|it| ORDERED.iter().any(|name| *it == name));
        if before.is_some_and(|it| is_punct(it, '.')) || (!in_for && ordered.is_none()) {
            continue;
        }
        let span = ordered.map_or(name.span(), |method| method.span());
        found.push(
            Report::warning(code::HASH_ORDER, format!("the order of the elements of `{name}` is random"))
                .at_with(scope.place(span), "on replay they come in another order")
                .help("use a `BTreeMap` or `BTreeSet`, or an `IndexMap`"),
        );
    }
}

/// Whether the name at `index` stands after `in`, with `&` and `mut` between.
fn looped(tokens: &[TokenTree], index: usize) -> bool {
    let before = tokens.get(..index).unwrap_or_default();
    let last = before
        .iter()
        .rev()
        .find(|it| !is_punct(it, '&') && !matches!(it, TokenTree::Ident(word) if *word == "mut"));
    matches!(last, Some(TokenTree::Ident(word)) if *word == "in")
}
