//! Signature version 4, as far as the calls here need it.

use std::fmt::Write;

use jiff::Timestamp;
use ring::{digest, hmac};

use super::{ACCESS_KEY, SECRET_KEY};
use crate::emulator::REGION;

/// What is signed. `path` and `query` as they go over the wire.
pub(super) struct Call<'a> {
    pub(super) service: &'a str,
    pub(super) method: &'a str,
    pub(super) host: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) body: &'a [u8],
}

/// The headers that a signed call carries.
pub(super) fn headers(call: &Call<'_>) -> [(&'static str, String); 3] {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let payload = sha256(call.body);
    let authorization = authorization(call, &time, &payload);
    [("x-amz-date", time), ("x-amz-content-sha256", payload), ("authorization", authorization)]
}

fn authorization(call: &Call<'_>, time: &str, payload: &str) -> String {
    let Call { service, method, host, path, query, .. } = call;
    let date = time.split('T').next().unwrap_or_default();
    let signed = "host;x-amz-content-sha256;x-amz-date";
    let canonical = format!(
        "{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{payload}\nx-amz-date:{time}\n\n{signed}\n{payload}"
    );
    let scope = format!("{date}/{REGION}/{service}/aws4_request");
    let message = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let mut key = format!("AWS4{SECRET_KEY}").into_bytes();
    for part in [date, REGION, service, "aws4_request"] {
        key = hmac_sha256(&key, part.as_bytes());
    }
    let signature = hex(&hmac_sha256(&key, message.as_bytes()));
    format!("AWS4-HMAC-SHA256 Credential={ACCESS_KEY}/{scope}, SignedHeaders={signed}, Signature={signature}")
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message).as_ref().to_vec()
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
