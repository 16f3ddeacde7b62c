//! SHA-256 of *ring*: TLS has it in the binary already.

use eventual_runtime_sigv4::{Digest, hex};
use ring::digest;

/// What a signature is made with.
pub(super) fn sha256(pieces: &[&[u8]]) -> Digest {
    let mut context = digest::Context::new(&digest::SHA256);
    pieces.iter().for_each(|piece| context.update(piece));
    let mut found = Digest::default();
    found.copy_from_slice(context.finish().as_ref());
    found
}

/// The `x-amz-content-sha256` that S3 asks for.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&sha256(&[bytes]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_hashed_as_one() {
        // FIPS 180-4, the example with one block.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256_hex(b"abc"), expected);
        assert_eq!(hex(&sha256(&[b"a", b"", b"bc"])), expected);
    }
}
