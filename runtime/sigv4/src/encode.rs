use std::fmt::Write;

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub fn encode_part(text: &str) -> String {
    encode(text, false)
}

/// The same, but slashes stay.
pub fn encode_path(text: &str) -> String {
    encode(text, true)
}

fn encode(text: &str, keep_slash: bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            b'/' if keep_slash => encoded.push('/'),
            // Writing to a String does not fail.
            _ => _ = write!(encoded, "%{byte:02X}"),
        }
    }
    encoded
}

/// The query as it is signed and sent: sorted by encoded name and value. The pairs are decoded.
pub fn query_string(query: &[(String, String)]) -> String {
    let mut pairs: Vec<_> =
        query.iter().map(|(name, value)| (encode_part(name), encode_part(value))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Bytes in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_unreserved_characters_are_encoded() {
        assert_eq!(encode_path("a b/ü~*"), "a%20b/%C3%BC~%2A");
        assert_eq!(encode_path("a/b c+ä.zip"), "a/b%20c%2B%C3%A4.zip");
        assert_eq!(encode_part("a/b"), "a%2Fb");
    }

    #[test]
    fn a_query_is_sorted_as_encoded() {
        let query = [("b", "1"), ("a", "2"), ("a", "/"), ("ä", "")].map(|(a, b)| (a.into(), b.into()));
        assert_eq!(query_string(&query), "%C3%A4=&a=%2F&a=2&b=1");
        assert_eq!(query_string(&[]), "");
    }

    #[test]
    fn bytes_have_two_digits_each() {
        assert_eq!(hex(&[0, 0x0a, 0xff]), "000aff");
    }
}
