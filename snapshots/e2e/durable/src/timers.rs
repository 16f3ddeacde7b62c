//! Timers.

use eventual::prelude::*;

/// Sleeps, and says for how long.
#[workflow]
pub async fn nap(seconds: u64) -> Result<u64> {
    let before = eventual::now();
    duration(seconds, Seconds).await;
    Ok(eventual::now().as_millis().saturating_sub(before.as_millis()) as u64)
}

/// Waits for what never comes, but not for ever.
#[workflow(timeout = "2s")]
pub async fn impatient(_unused: u32) -> Result<()> {
    crate::signals::Approved::expect_signal().await;
    Ok(())
}
