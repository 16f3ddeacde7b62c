use std::io;

use ring::rand::{SecureRandom, SystemRandom};

/// Random bytes fit for secrets.
///
/// # Errors
/// If the system has none.
pub fn random_bytes<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("the system has no random numbers"))?;
    Ok(bytes)
}
