/// The candidate that a misspelt word most likely means, if one is near enough: one edit in up to five letters, then
/// one for each three, a swap of neighbors being one edit. The first of equally near candidates wins.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    let mut best = None;
    for candidate in candidates {
        let edits = distance(word, candidate);
        if edits <= limit && best.is_none_or(|(least, _)| edits < least) {
            best = Some((edits, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Edits that turn `a` into `b`: insert, delete, replace, swap neighbors (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (lower(a), lower(b));
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let replaced = above[j] + usize::from(x != y);
            let mut least = replaced.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

fn lower(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let options = ["name", "method", "path", "summary", "timeout"];
        for (written, meant) in [
            ("sumary", Some("summary")),
            ("mehtod", Some("method")),
            ("time_out", Some("timeout")),
            ("Path", Some("path")),
            ("bogus", None),
            ("x", None),
        ] {
            assert_eq!(closest(written, options), meant, "{written}");
        }
    }

    #[test]
    fn counts_a_swap_as_one_edit() {
        assert_eq!(distance("comamnd", "command"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
