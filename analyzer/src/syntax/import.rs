use proc_macro2::Delimiter;
use syn::ext::IdentExt;

use crate::syntax::node::Node;

/// One name brought in by a `use` item (or by `extern crate`).
#[derive(Clone, Debug)]
pub(crate) struct Import {
    /// Segments of the path as written, without `r#`.
    pub(crate) path: Vec<String>,
    /// Whether it begins with `::`.
    pub(crate) leading: bool,
    /// The name it gets here; `None` for a glob.
    pub(crate) name: Option<String>,
}

/// The imports of what stands between `use` and `;`.
pub(crate) fn read(tokens: &[Node]) -> Vec<Import> {
    let mut imports = Vec::new();
    let (leading, tokens) = match tokens {
        [a, b, rest @ ..] if a.is(':') && b.is(':') => (true, rest),
        _ => (false, tokens),
    };
    tree(tokens, leading, &[], &mut imports);
    imports
}

fn tree(tokens: &[Node], leading: bool, prefix: &[String], imports: &mut Vec<Import>) {
    let mut path = prefix.to_vec();
    let mut rest = tokens;
    loop {
        match rest {
            [Node::Ident(ident), after @ ..] => {
                let word = ident.unraw().to_string();
                match after {
                    [a, b, deeper @ ..] if a.is(':') && b.is(':') => {
                        path.push(word);
                        rest = deeper;
                    }
                    [Node::Ident(keyword), Node::Ident(alias), ..] if *keyword == "as" => {
                        let name = alias.unraw().to_string();
                        imports.push(named(path, word, name, leading));
                        return;
                    }
                    _ => {
                        // `use a::{self}` names `a` itself.
                        let name = if word == "self" { path.last().cloned() } else { Some(word.clone()) };
                        if let Some(name) = name {
                            imports.push(named(path, word, name, leading));
                        }
                        return;
                    }
                }
            }
            [star, ..] if star.is('*') => {
                imports.push(Import { path, leading, name: None });
                return;
            }
            [Node::Group(Delimiter::Brace, inner), ..] => {
                for part in inner.split(|it| it.is(',')) {
                    tree(part, leading, &path, imports);
                }
                return;
            }
            _ => return,
        }
    }
}

fn named(mut path: Vec<String>, word: String, name: String, leading: bool) -> Import {
    if word != "self" || path.is_empty() {
        path.push(word);
    }
    Import { path, leading, name: Some(name) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::node::nodes;

    fn check(text: &str, expected: &[&str]) {
        let tokens = nodes(text.parse().unwrap());
        let found: Vec<String> = read(&tokens)
            .iter()
            .map(|it| {
                let leading = if it.leading { "::" } else { "" };
                format!("{leading}{} as {}", it.path.join("::"), it.name.as_deref().unwrap_or("*"))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn all_forms_of_use() {
        check("a::b", &["a::b as b"]);
        check("a::b as c", &["a::b as c"]);
        check(
            "::a::{self, b as c, d::*, e::{f, g}}",
            &["::a as a", "::a::b as c", "::a::d as *", "::a::e::f as f", "::a::e::g as g"],
        );
        check("super::*", &["super as *"]);
        check("a as _", &["a as _"]);
        check("r#type::r#fn", &["type::fn as fn"]);
        check("{a, b}", &["a as a", "b as b"]);
        check("self::a", &["self::a as a"]);
    }
}
