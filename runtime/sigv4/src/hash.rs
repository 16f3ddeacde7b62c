/// What SHA-256 gives.
pub type Digest = [u8; 32];

/// SHA-256 of the pieces, as if they were one.
pub type Sha256 = fn(&[&[u8]]) -> Digest;

/// Bytes that SHA-256 takes at a time, to which HMAC fills the key up.
const BLOCK: usize = 64;

/// HMAC (RFC 2104) with this hash.
pub(crate) fn hmac(sha256: Sha256, key: &[u8], text: &[u8]) -> Digest {
    let hashed = if key.len() > BLOCK { Some(sha256(&[key])) } else { None };
    let key = hashed.as_ref().map_or(key, |it| it.as_slice());
    let padded = |with: u8| {
        let mut block = [with; BLOCK];
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    sha256(&[&padded(0x5c), &sha256(&[&padded(0x36), text])])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hex;
    use crate::signature::tests::sha256;

    #[test]
    fn is_hmac_for_keys_of_all_lengths() {
        // RFC 4231, test cases 2 and 6.
        assert_eq!(
            hex(&hmac(sha256, b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(&hmac(sha256, &[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
        for length in [0, 1, 63, 64, 65] {
            let key = vec![7; length];
            let expected = ring::hmac::sign(&ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &key), b"text");
            assert_eq!(hmac(sha256, &key, b"text"), expected.as_ref(), "{length}");
        }
    }
}
