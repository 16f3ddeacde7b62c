use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Which `cfg`s hold.
#[derive(Clone, Debug)]
pub(crate) enum Cfg {
    /// Release build for Lambda with these features; architecture open.
    Known {
        /// Features that are on.
        features: BTreeSet<String>,
    },
    /// Nothing is known: inside a macro of the crate itself the compiler does not tell. Whatever could be there is
    /// taken as there.
    Open,
}

/// Three-valued truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    const fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }

    pub(crate) const fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }

    pub(crate) const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Yes, Self::Yes) => Self::Yes,
            _ => Self::Unknown,
        }
    }

    const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }
}

impl Cfg {
    /// Whether the predicate of `#[cfg(predicate)]` holds. What cannot be read is unknown: rustc reports it.
    pub(crate) fn holds(&self, predicate: &TokenStream) -> Truth {
        let tokens: Vec<TokenTree> = predicate.clone().into_iter().collect();
        self.predicate(&tokens)
    }

    fn predicate(&self, tokens: &[TokenTree]) -> Truth {
        match tokens {
            [TokenTree::Ident(word), TokenTree::Group(group), ..]
                if group.delimiter() == Delimiter::Parenthesis =>
            {
                let mut parts = split(group.stream()).into_iter().map(|part| self.predicate(&part));
                match word.to_string().as_str() {
                    "not" => parts.next().map_or(Truth::Unknown, Truth::not),
                    "all" => parts.fold(Truth::Yes, Truth::and),
                    "any" => parts.fold(Truth::No, Truth::or),
                    _ => Truth::Unknown,
                }
            }
            [TokenTree::Ident(key), TokenTree::Punct(_), TokenTree::Literal(value), ..] => {
                let value = syn::parse_str::<syn::LitStr>(&value.to_string()).map(|it| it.value());
                value.map_or(Truth::Unknown, |value| self.option(&key.to_string(), &value))
            }
            [TokenTree::Ident(name)] => self.name(&name.to_string()),
            _ => Truth::Unknown,
        }
    }

    fn option(&self, key: &str, value: &str) -> Truth {
        let Self::Known { features } = self else { return Truth::Unknown };
        match key {
            "feature" => Truth::from(features.contains(value)),
            "target_os" => Truth::from(value == "linux"),
            "target_family" => Truth::from(value == "unix"),
            "target_env" => Truth::from(value == "gnu"),
            "target_pointer_width" => Truth::from(value == "64"),
            "target_endian" => Truth::from(value == "little"),
            "target_vendor" => Truth::from(value == "unknown"),
            "target_arch" if value != "x86_64" && value != "aarch64" => Truth::No,
            _ => Truth::Unknown,
        }
    }

    fn name(&self, name: &str) -> Truth {
        match (self, name) {
            // Never part of a service, whoever asks.
            (_, "test" | "doctest" | "doc" | "miri")
            | (Self::Known { .. }, "windows" | "debug_assertions") => Truth::No,
            (_, "true") | (Self::Known { .. }, "unix") => Truth::Yes,
            (_, "false") => Truth::No,
            _ => Truth::Unknown,
        }
    }
}

fn split(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evaluates_predicates() {
        let known = Cfg::Known { features: BTreeSet::from(["server".to_owned()]) };
        for (predicate, expected, open) in [
            ("feature = \"server\"", Truth::Yes, Truth::Unknown),
            ("feature = \"other\"", Truth::No, Truth::Unknown),
            ("not(feature = \"server\")", Truth::No, Truth::Unknown),
            ("all(unix, target_os = \"linux\")", Truth::Yes, Truth::Unknown),
            ("any(windows, target_os = \"macos\")", Truth::No, Truth::Unknown),
            ("all()", Truth::Yes, Truth::Yes),
            ("any()", Truth::No, Truth::No),
            ("test", Truth::No, Truth::No),
            ("not(test)", Truth::Yes, Truth::Yes),
            ("target_arch = \"aarch64\"", Truth::Unknown, Truth::Unknown),
            ("target_arch = \"wasm32\"", Truth::No, Truth::Unknown),
            ("all(test, tokio_unstable)", Truth::No, Truth::No),
            ("any(feature = \"server\", tokio_unstable)", Truth::Yes, Truth::Unknown),
            ("tokio_unstable", Truth::Unknown, Truth::Unknown),
            ("version(\"1.90\")", Truth::Unknown, Truth::Unknown),
        ] {
            let tokens = predicate.parse().unwrap();
            assert_eq!(known.holds(&tokens), expected, "{predicate}");
            assert_eq!(Cfg::Open.holds(&tokens), open, "{predicate}");
        }
    }
}
