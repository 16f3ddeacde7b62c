//! The texts of a URL: percent-encoding, query strings, path templates.

/// Decodes `%41` to `A`. Malformed escapes and bytes that are not UTF-8 stay readable instead of failing.
pub fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let escaped = match bytes[index] {
            b'%' => text.get(index + 1..index + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()),
            _ => None,
        };
        out.push(escaped.unwrap_or(bytes[index]));
        index += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// The pairs of a query string (WHATWG URL, `application/x-www-form-urlencoded`), in order.
pub(crate) fn query_pairs(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode(&text.replace('+', " "));
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The parameters of a path that fits the template `/orders/{id}` (`{rest+}` as last segment takes the rest);
/// `None` if it does not fit. Values are percent-decoded.
pub fn match_path(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let mut parameters = Vec::new();
    let mut rest = path.trim_matches('/');
    let mut segments = template.trim_matches('/').split('/').peekable();
    while let Some(segment) = segments.next() {
        let parameter = segment.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        if let Some(greedy) = parameter.and_then(|it| it.strip_suffix('+')) {
            if rest.is_empty() {
                return None;
            }
            parameters.push((greedy.to_owned(), percent_decode(rest)));
            return Some(parameters);
        }
        let (head, tail) = rest.split_once('/').unwrap_or((rest, ""));
        match parameter {
            Some(_) if head.is_empty() => return None,
            Some(name) => parameters.push((name.to_owned(), percent_decode(head))),
            None if head == segment => {}
            None => return None,
        }
        if segments.peek().is_some() && tail.is_empty() {
            return None;
        }
        rest = tail;
    }
    rest.is_empty().then_some(parameters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
    }

    #[test]
    fn percent_encoding_is_undone_and_garbage_stays() {
        assert_eq!(percent_decode("a%20b%C3%A9"), "a bé");
        assert_eq!(percent_decode("100%"), "100%");
        assert_eq!(percent_decode("%zz%4"), "%zz%4");
        assert_eq!(percent_decode("%é"), "%é");
        assert_eq!(percent_decode("%ff"), "\u{fffd}");
    }

    #[test]
    fn a_query_keeps_order_and_repeats() {
        assert_eq!(
            query_pairs("a=1&b=x+y&a=%26&c"),
            pairs(&[("a", "1"), ("b", "x y"), ("a", "&"), ("c", "")])
        );
        assert_eq!(query_pairs(""), pairs(&[]));
    }

    #[test]
    fn a_path_fits_its_template_or_does_not() {
        assert_eq!(match_path("/orders/{id}", "/orders/o%201"), Some(pairs(&[("id", "o 1")])));
        assert_eq!(match_path("/orders/{id}/lines", "/orders/7/lines"), Some(pairs(&[("id", "7")])));
        assert_eq!(match_path("/files/{path+}", "/files/a/b"), Some(pairs(&[("path", "a/b")])));
        assert_eq!(match_path("/", "/"), Some(pairs(&[])));
        for path in ["/orders", "/orders/", "/orders/1/2", "/other/1"] {
            assert_eq!(match_path("/orders/{id}", path), None, "{path}");
        }
        assert_eq!(match_path("/files/{path+}", "/files"), None);
        assert_eq!(match_path("/", "/x"), None);
    }
}
