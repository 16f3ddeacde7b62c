use std::fmt;

use crate::encode::{encode_path, hex, query_string};
use crate::hash::{Sha256, hmac};

/// The parts of a request that a signature covers.
#[derive(Clone, Copy, Debug)]
pub struct Signable<'a> {
    /// `GET`.
    pub method: &'a str,
    /// Path as it is sent, percent-encoded once.
    pub path: &'a str,
    /// Query parameters, decoded; sent as [`query_string`] writes them.
    pub query: &'a [(String, String)],
    /// All headers to be signed, names in lower case, `host` and `x-amz-date` included.
    pub headers: &'a [(String, String)],
    /// The whole body.
    pub body: &'a [u8],
    /// Part of the scope: `eu-west-1`.
    pub region: &'a str,
    /// Part of the scope: `events`.
    pub service: &'a str,
    /// Time of the request, as [`timestamp`](crate::timestamp) writes it.
    pub timestamp: &'a str,
}

/// What is signed with. A session token is a header like others: `x-amz-security-token`.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// Which key it is; no secret.
    pub access_key_id: &'a str,
    /// The key.
    pub secret_access_key: &'a str,
}

/// The value of the `Authorization` header.
pub fn authorization(request: &Signable<'_>, keys: Keys<'_>, sha256: Sha256) -> String {
    let date = request.timestamp.get(..8).unwrap_or_default();
    let scope = format!("{date}/{}/{}/aws4_request", request.region, request.service);

    let mut headers: Vec<_> = request.headers.iter().collect();
    headers.sort();
    let signed = headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(";");
    // Every service but S3 signs the path encoded once more than it is sent.
    let path = if request.service == "s3" { request.path.to_owned() } else { encode_path(request.path) };
    let mut canonical = format!("{}\n{path}\n{}\n", request.method, query_string(request.query));
    for (name, value) in headers {
        let value = value.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
        canonical.extend([name, ":", &value, "\n"]);
    }
    canonical.extend(["\n", &signed, "\n", &hex(&sha256(&[request.body]))]);

    let canonical = hex(&sha256(&[canonical.as_bytes()]));
    let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{canonical}", request.timestamp);
    let secret = format!("AWS4{}", keys.secret_access_key);
    let mut key = hmac(sha256, secret.as_bytes(), date.as_bytes());
    for part in [request.region, request.service, "aws4_request"] {
        key = hmac(sha256, &key, part.as_bytes());
    }
    let signature = hex(&hmac(sha256, &key, to_sign.as_bytes()));
    let id = keys.access_key_id;
    format!("AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={signed}, Signature={signature}")
}

impl fmt::Debug for Keys<'_> {
    /// Without the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("access_key_id", &self.access_key_id).finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Digest;

    pub(crate) fn sha256(pieces: &[&[u8]]) -> Digest {
        let mut context = ring::digest::Context::new(&ring::digest::SHA256);
        pieces.iter().for_each(|piece| context.update(piece));
        context.finish().as_ref().try_into().unwrap()
    }

    #[derive(Clone, Copy)]
    struct Vector<'a> {
        method: &'a str,
        path: &'a str,
        query: &'a [(&'a str, &'a str)],
        headers: &'a [(&'a str, &'a str)],
        body: &'a str,
    }

    const GET: Vector<'_> = Vector { method: "GET", path: "/", query: &[], headers: &[], body: "" };

    /// The keys of the AWS Signature Version 4 test suite.
    const SUITE: Keys<'_> =
        Keys { access_key_id: "AKIDEXAMPLE", secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// Signs as the test suite does.
    fn suite(vector: Vector<'_>) -> String {
        let mut headers = pairs(vector.headers);
        headers.extend(pairs(&[("host", "example.amazonaws.com"), ("x-amz-date", "20150830T123600Z")]));
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
        let authorization = authorization(&request, SUITE, sha256);
        authorization.rsplit_once("Signature=").unwrap().1.to_owned()
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
            assert_eq!(suite(vector), expected, "{name}");
        }
    }

    #[test]
    fn whatever_is_covered_changes_the_signature() {
        let post = Vector { method: "POST", body: "{\"quantity\":1}", ..GET };
        let mut signatures = vec![
            suite(post),
            suite(Vector { method: "PUT", ..post }),
            suite(Vector { path: "/a", ..post }),
            suite(Vector { query: &[("a", "1")], ..post }),
            suite(Vector { headers: &[("a", "1")], ..post }),
            suite(Vector { body: "{\"quantity\":2}", ..post }),
        ];
        signatures.sort();
        signatures.dedup();
        assert_eq!(signatures.len(), 6);
    }

    #[test]
    fn signs_the_s3_example() {
        // "Authenticating Requests: Using the Authorization Header" in the S3 API reference: PUT Object.
        let keys = Keys {
            access_key_id: "AKIAIOSFODNN7EXAMPLE",
            secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        };
        let body = b"Welcome to Amazon S3.";
        let headers = pairs(&[
            ("date", "Fri, 24 May 2013 00:00:00 GMT"),
            ("host", "examplebucket.s3.amazonaws.com"),
            ("x-amz-content-sha256", &hex(&sha256(&[body]))),
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
            authorization(&request, keys, sha256),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class, \
             Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        );
    }

    #[test]
    fn the_secret_is_not_printed() {
        assert_eq!(format!("{SUITE:?}"), r#"Keys { access_key_id: "AKIDEXAMPLE", .. }"#);
    }
}
