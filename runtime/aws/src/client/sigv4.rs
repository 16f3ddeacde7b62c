//! AWS Signature Version 4, headers only. Source of each step: "Create a signed AWS API request" in the IAM
//! User Guide.

use std::fmt::Write;

use ring::{digest, hmac};

use super::config::Credentials;

/// The parts of a request that a signature covers.
pub(super) struct Signable<'a> {
    pub(super) method: &'a str,
    /// Path as it is sent, percent-encoded once.
    pub(super) path: &'a str,
    /// Query parameters, decoded.
    pub(super) query: &'a [(String, String)],
    /// All headers to be signed, names in lower case, `host` and `x-amz-date` included.
    pub(super) headers: &'a [(String, String)],
    pub(super) body: &'a [u8],
    /// Scope: `eu-west-1`, `events`.
    pub(super) region: &'a str,
    pub(super) service: &'a str,
    /// Time of the request: `20150830T123600Z`.
    pub(super) timestamp: &'a str,
}

/// The value of the `Authorization` header.
pub(super) fn authorization(request: &Signable<'_>, credentials: &Credentials) -> String {
    let date = request.timestamp.get(..8).unwrap_or_default();
    let scope = format!("{date}/{}/{}/aws4_request", request.region, request.service);

    let mut headers: Vec<_> = request.headers.iter().collect();
    headers.sort();
    let signed = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
    // Every service but S3 signs the path encoded once more than it is sent.
    let path = if request.service == "s3" { request.path.to_owned() } else { encode(request.path, true) };
    let mut canonical = format!("{}\n{path}\n{}\n", request.method, query_string(request.query));
    for (name, value) in headers {
        let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        canonical.extend([name, ":", &value, "\n"]);
    }
    canonical.extend(["\n", &signed, "\n", &sha256(request.body)]);

    let to_sign =
        format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", request.timestamp, sha256(canonical.as_bytes()));
    let mut key = format!("AWS4{}", credentials.secret_access_key).into_bytes();
    for part in [date, request.region, request.service, "aws4_request"] {
        key = hmac_sha256(&key, part).as_ref().to_vec();
    }
    let signature = hex(hmac_sha256(&key, &to_sign).as_ref());
    let id = &credentials.access_key_id;
    format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={signed}, Signature={signature}")
}

/// The query as it is signed and sent: sorted by encoded name and value.
pub(super) fn query_string(query: &[(String, String)]) -> String {
    let mut pairs: Vec<_> =
        query.iter().map(|(name, value)| (encode(name, false), encode(value, false))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// Percent-encodes all but the unreserved characters (RFC 3986), and `/` where asked.
pub(super) fn encode(text: &str, keep_slash: bool) -> String {
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

/// Lower-case hex of the SHA-256 of these bytes: also the `x-amz-content-sha256` that S3 asks for.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hmac_sha256(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// `20150830T123600Z` for a time in seconds since the Unix epoch.
pub(super) fn timestamp(epoch_seconds: u64) -> String {
    let (days, seconds) = (epoch_seconds / 86_400, epoch_seconds % 86_400);
    // Days to civil date over eras of 400 years that start on 1 March (proleptic Gregorian calendar).
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Vector<'a> {
        method: &'a str,
        path: &'a str,
        query: &'a [(&'a str, &'a str)],
        headers: &'a [(&'a str, &'a str)],
        body: &'a str,
    }

    const GET: Vector<'_> = Vector { method: "GET", path: "/", query: &[], headers: &[], body: "" };

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn signature(authorization: &str) -> &str {
        authorization.rsplit_once("Signature=").unwrap().1
    }

    /// Signs as the AWS Signature Version 4 test suite does.
    fn suite(vector: &Vector<'_>) -> String {
        let mut headers = pairs(vector.headers);
        headers.extend(pairs(&[("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")]));
        let credentials = Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: None,
        };
        let request = Signable {
            method: vector.method,
            path: vector.path,
            query: &pairs(vector.query),
            headers: &headers,
            body: vector.body.as_bytes(),
            region: "us-east-1",
            service: "service",
            timestamp: "20150830T123600Z",
        };
        signature(&authorization(&request, &credentials)).to_owned()
    }

    #[test]
    fn signs_the_vectors_of_the_test_suite() {
        for (name, vector, expected) in [
            ("get-vanilla", GET, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
            (
                "get-vanilla-query-order-key-case",
                Vector { query: &[("Param2", "value2"), ("Param1", "value1")], ..GET },
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
            ),
            (
                "post-vanilla",
                Vector { method: "POST", ..GET },
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
            ),
            (
                "post-header-key-sort",
                Vector { method: "POST", headers: &[("my-header1", "value1")], ..GET },
                "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
            ),
            (
                "get-header-value-trim",
                Vector { headers: &[("my-header1", " value1"), ("my-header2", " \"a   b   c\"")], ..GET },
                "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
            ),
            (
                // Encoded once as sent, twice as signed; the value is botocore's.
                "encoded path",
                Vector { path: "/%E1%88%B4", ..GET },
                "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d",
            ),
        ] {
            assert_eq!(suite(&vector), expected, "{name}");
        }
    }

    #[test]
    fn signs_the_s3_example() {
        // "Authenticating Requests: Using the Authorization Header" in the S3 API reference: PUT Object.
        let credentials = Credentials {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: None,
        };
        let body = b"Welcome to Amazon S3.";
        let headers = pairs(&[
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("host", "examplebucket.s3.amazonaws.com"),
            ("x-amz-content-sha256", &sha256(body)),
            ("x-amz-date", "20130524T000000Z"),
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ]);
        let request = Signable {
            method: "PUT",
            path: "/test%24file.text",
            query: &[],
            headers: &headers,
            body,
            region: "us-east-1",
            service: "s3",
            timestamp: "20130524T000000Z",
        };
        assert_eq!(
            authorization(&request, &credentials),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, \
             Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }

    #[test]
    fn times_are_civil_utc() {
        for (seconds, text) in [
            (0, "19700101T000000Z"),
            (951_782_400, "20000229T000000Z"),
            (1_440_938_160, "20150830T123600Z"),
            (1_735_689_599, "20241231T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
        ] {
            assert_eq!(timestamp(seconds), text);
        }
    }

    #[test]
    fn encodes_all_but_unreserved_characters() {
        assert_eq!(encode("a b/ü~*", true), "a%20b/%C3%BC~%2A");
        assert_eq!(encode("a/b", false), "a%2Fb");
    }
}
