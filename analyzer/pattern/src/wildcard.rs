/// A text with `*` for any characters; `\*` and `\\` stand for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wildcard {
    /// The literal texts between the stars: one more than there are stars.
    parts: Vec<String>,
}

impl Wildcard {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut parts = vec![String::new()];
        let mut after_star = false;
        let mut chars = text.chars();
        while let Some(next) = chars.next() {
            if next == '*' {
                if after_star {
                    return Err(format!("`{text}` has two `*` in a row; one is enough"));
                }
                parts.push(String::new());
            } else if let Some(part) = parts.last_mut() {
                let literal = if next == '\\' { chars.next() } else { Some(next) };
                part.push(
                    literal
                        .ok_or_else(|| format!("`{text}` ends in `\\`; write `\\\\` for the character"))?,
                );
            }
            after_star = next == '*';
        }
        Ok(Self { parts })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let [first, middle @ .., last] = self.parts.as_slice() else {
            return self.parts.first().is_some_and(|it| it == text);
        };
        let Some(mut rest) = text.strip_prefix(first.as_str()) else { return false };
        for part in middle {
            // The earliest place is as good as any other: what follows is only longer.
            let Some((_, after)) = rest.split_once(part.as_str()) else { return false };
            rest = after;
        }
        rest.ends_with(last.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, text, expected) in [
            ("abc", "abc", true),
            ("abc", "abcd", false),
            ("a*", "a", true),
            ("*c", "abc", true),
            ("a*b*c", "aXbYbZc", true),
            ("a*b*c", "acb", false),
            ("a*a", "a", false),
            (r"a\*", "a*", true),
            (r"a\*", "ab", false),
        ] {
            assert_eq!(Wildcard::read(pattern).unwrap().matches(text), expected, "{pattern} on {text}");
        }
    }
}
