/// How a Rust regular expression reads in the gateway's ECMA 262 engine.
pub(super) enum Portability {
    /// The same.
    Same,
    /// It would not compile, or would mean something else.
    Foreign(&'static str),
}

/// Judges a pattern of the `regex` crate. Only what both engines agree on may reach the gateway: a class
/// that is wider here (`\d` holds all Unicode digits) would make the gateway refuse what the function
/// takes.
pub(super) fn portability(pattern: &str) -> Portability {
    let mut characters = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B') => {
                    return Portability::Foreign(
                        "`\\d`, `\\w`, `\\s` and `\\b` know Unicode in Rust and only ASCII at the gateway",
                    );
                }
                Some('p' | 'P' | 'x' | 'u' | 'U' | 'A' | 'z' | '<' | '>') => {
                    return Portability::Foreign("it uses escapes that only Rust has");
                }
                _ => {}
            },
            '(' if !in_class && characters.peek() == Some(&'?') => {
                let rest: String = characters.clone().take(2).collect();
                if rest != "?:" {
                    return Portability::Foreign("it uses groups that only Rust has");
                }
            }
            '[' if in_class => {
                return Portability::Foreign("it uses nested classes, which only Rust has");
            }
            '[' => in_class = true,
            ']' => in_class = false,
            '&' | '~' | '-' if in_class && characters.peek() == Some(&character) => {
                return Portability::Foreign("it uses class operators, which only Rust has");
            }
            _ if !character.is_ascii() => {
                return Portability::Foreign(
                    "it has characters outside ASCII, which the engines count differently",
                );
            }
            _ => {}
        }
    }
    Portability::Same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_both_engines_read_alike_is_portable() {
        for same in ["^[0-9]{5}$", "^(?:a|b)+[^x-z]*$", r"^\$[0-9]+\.[0-9]{2}$", "[a&b]"] {
            assert!(matches!(portability(same), Portability::Same), "{same}");
        }
        for foreign in [r"^\d+$", r"\p{L}", "(?i)a", "(?P<x>a)", "[a[b]]", "[a&&b]", r"\x{41}", "é"] {
            assert!(matches!(portability(foreign), Portability::Foreign(_)), "{foreign}");
        }
    }
}
