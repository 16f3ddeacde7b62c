//! Randomness that is the same on every replay.

use crate::execution::expect_current;

/// A random number, evenly spread over all of `u64`, derived from the seed of the execution. Not for secrets. Panics outside
/// of a workflow.
#[track_caller]
pub fn random() -> u64 {
    expect_current("random").random()
}

/// A random UUID (RFC 9562, version 4) derived from the seed of the execution. Panics outside of a workflow.
#[track_caller]
pub fn uuid() -> String {
    let context = expect_current("uuid");
    let (high, low) = (context.random(), context.random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}
