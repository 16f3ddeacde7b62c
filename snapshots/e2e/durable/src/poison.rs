//! Workflows that kill whatever runs them.

use std::hint::black_box;

use eventual::prelude::*;

/// Runs out of stack, each time it is run: the process dies without a word.
#[workflow]
pub async fn poisonous(depth: u64) -> Result<u64> {
    Ok(deeper(depth))
}

#[expect(unconditional_recursion, reason = "that is the poison")]
fn deeper(depth: u64) -> u64 {
    let wide = black_box([depth; 64]);
    deeper(depth + 1) + black_box(wide)[0]
}

/// Panics, each time it is run.
#[workflow]
pub async fn panicking(_unused: u32) -> Result<()> {
    panic!("this order cannot be")
}
