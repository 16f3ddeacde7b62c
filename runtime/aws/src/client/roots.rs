//! The certificate authorities that sign AWS's own endpoints: Amazon Root CA 1 to 4.
//!
//! Reading the system's bundle costs a first call 17 million instructions; all of Mozilla's roots cost every
//! binary 60 KB. Four roots are all that `*.amazonaws.com` needs. The keys beside this file are checked against
//! Mozilla's list by the tests below.

use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::{Der, TrustAnchor};

/// Number and public key (DER of the `SubjectPublicKeyInfo`, without its outer tag) of each root.
const KEYS: [(u8, &[u8]); 4] = [
    (b'1', include_bytes!("roots/amazon-root-ca-1.spki")),
    (b'2', include_bytes!("roots/amazon-root-ca-2.spki")),
    (b'3', include_bytes!("roots/amazon-root-ca-3.spki")),
    (b'4', include_bytes!("roots/amazon-root-ca-4.spki")),
];

/// DER of the name `C=US, O=Amazon, CN=Amazon Root CA `, without its outer tag and the number at its end.
const SUBJECT: &[u8] =
    b"1\x0b0\t\x06\x03U\x04\x06\x13\x02US1\x0f0\r\x06\x03U\x04\n\x13\x06Amazon1\x190\x17\x06\x03U\x04\x03\x13\x10Amazon Root CA ";

pub(super) fn amazon() -> RootCertStore {
    RootCertStore { roots: KEYS.iter().map(|(number, key)| anchor(*number, key)).collect() }
}

fn anchor(number: u8, key: &'static [u8]) -> TrustAnchor<'static> {
    let mut subject = SUBJECT.to_vec();
    subject.push(number);
    TrustAnchor {
        subject: subject.into(),
        subject_public_key_info: Der::from_slice(key),
        name_constraints: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_those_that_mozilla_trusts() {
        let is_amazon =
            |it: &&TrustAnchor<'static>| it.subject.windows(15).any(|it| it == b"Amazon Root CA ");
        let mut mozilla: Vec<_> = webpki_roots::TLS_SERVER_ROOTS.iter().filter(is_amazon).cloned().collect();
        mozilla.sort_by(|a, b| a.subject.as_ref().cmp(b.subject.as_ref()));
        assert_eq!(mozilla.len(), 4);
        assert_eq!(amazon().roots, mozilla);
    }
}
