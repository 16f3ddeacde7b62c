//! Signature version 4, as far as the calls here need it.

use eventual_runtime_sigv4::{Digest, Keys, Signable, authorization, hex};
use jiff::Timestamp;
use ring::digest;

use super::{ACCESS_KEY, SECRET_KEY};
use crate::emulator::REGION;

/// What is signed.
pub(super) struct Call<'a> {
    pub(super) service: &'a str,
    pub(super) method: &'a str,
    pub(super) host: &'a str,
    /// As it goes over the wire.
    pub(super) path: &'a str,
    /// Decoded.
    pub(super) query: &'a [(String, String)],
    pub(super) body: &'a [u8],
}

/// The headers that a signed call carries.
pub(super) fn headers(call: &Call<'_>) -> [(&'static str, String); 3] {
    let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
    let payload = hex(&sha256(&[call.body]));
    let signed = [("host", call.host), ("x-amz-content-sha256", &payload), ("x-amz-date", &time)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let signable = Signable {
        method: call.method,
        path: call.path,
        query: call.query,
        headers: &signed,
        body: call.body,
        region: REGION,
        service: call.service,
        timestamp: &time,
    };
    let keys = Keys { access_key_id: ACCESS_KEY, secret_access_key: SECRET_KEY };
    let authorization = authorization(&signable, keys, sha256);
    [("x-amz-date", time), ("x-amz-content-sha256", payload), ("authorization", authorization)]
}

fn sha256(pieces: &[&[u8]]) -> Digest {
    let mut found = Digest::default();
    found.copy_from_slice(digest::digest(&digest::SHA256, &pieces.concat()).as_ref());
    found
}
