//! EV0506: the order of a std `HashMap` or `HashSet` differs from process to process.

use std::collections::BTreeSet;

use proc_macro2::Delimiter;

use crate::diagnostic::Report;
use crate::diagnostic::code;
use crate::resolve::{Space, Target};
use crate::syntax::{NamePath, Node, nodes};
use crate::workflow::scan::Scope;

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
    let body = &scope.function.code.nodes;
    variables(scope, body, &mut names);
    if !names.is_empty() {
        uses(scope, body, &names, found);
    }
}

/// Whether the tokens begin with a path to one of the two types.
fn is_hash(scope: &Scope<'_>, tokens: &[Node]) -> bool {
    let start = tokens.iter().position(|it| !it.is('&') && !it.is_word("mut")).unwrap_or_default();
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
    for node in nodes(scope.function.head.to_stream()) {
        let Node::Group(Delimiter::Parenthesis, tokens) = &node else { continue };
        for (index, token) in tokens.iter().enumerate() {
            if let Node::Ident(name) = token
                && tokens.get(index + 1).is_some_and(|it| it.is(':'))
                && tokens.get(index + 2..).is_some_and(|rest| is_hash(scope, rest))
            {
                names.insert(name.to_string());
            }
        }
    }
}

/// `let name: HashMap<..> = ..`, `let name = HashMap::new()`, `let name = .. .collect::<HashMap<..>>()`
fn variables(scope: &Scope<'_>, tokens: &[Node], names: &mut BTreeSet<String>) {
    for (index, token) in tokens.iter().enumerate() {
        if let Node::Group(_, inner) = token {
            variables(scope, inner, names);
        }
        if !token.is_word("let") {
            continue;
        }
        let rest = tokens.get(index + 1..).unwrap_or_default();
        let rest = match rest {
            [Node::Ident(word), rest @ ..] if *word == "mut" => rest,
            rest => rest,
        };
        let [Node::Ident(name), rest @ ..] = rest else { continue };
        let statement = rest.iter().position(|it| it.is(';')).and_then(|end| rest.get(..end)).unwrap_or(rest);
        let hash = match statement {
            [colon, ty @ ..] if colon.is(':') => is_hash(scope, ty),
            [equals, value @ ..] if equals.is('=') => is_hash(scope, value) || collects(scope, value),
            _ => false,
        };
        if hash {
            names.insert(name.to_string());
        }
    }
}

fn collects(scope: &Scope<'_>, value: &[Node]) -> bool {
    let at = value.iter().rposition(|it| it.is_word("collect"));
    // `collect :: < HashMap …`
    at.and_then(|at| value.get(at + 4..)).is_some_and(|rest| is_hash(scope, rest))
}

fn uses(scope: &Scope<'_>, tokens: &[Node], names: &BTreeSet<String>, found: &mut Vec<Report>) {
    for (index, token) in tokens.iter().enumerate() {
        if let Node::Group(_, inner) = token {
            uses(scope, inner, names, found);
        }
        let Node::Ident(name) = token else { continue };
        if !names.contains(&name.to_string()) {
            continue;
        }
        let before = index.checked_sub(1).and_then(|it| tokens.get(it));
        let in_for = looped(tokens, index) && matches!(tokens.get(index + 1), Some(Node::Group(..)));
        let method = match (tokens.get(index + 1), tokens.get(index + 2)) {
            (Some(dot), Some(Node::Ident(method))) if dot.is('.') => Some(method),
            _ => None,
        };
        let ordered = method.filter(|it| ORDERED.iter().any(|name| *it == name));
        if before.is_some_and(|it| it.is('.')) || (!in_for && ordered.is_none()) {
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
fn looped(tokens: &[Node], index: usize) -> bool {
    let before = tokens.get(..index).unwrap_or_default();
    let last = before.iter().rev().find(|it| !it.is('&') && !it.is_word("mut"));
    last.is_some_and(|it| it.is_word("in"))
}
