//! Signals that come early, late, or never.

use eventual::prelude::*;

/// A person said yes.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct Approved {
    /// Who.
    pub by: String,
}

/// Sleeps first: a signal that comes meanwhile waits.
#[workflow]
pub async fn asked_late(seconds: u64) -> Result<String> {
    duration(seconds, Seconds).await;
    Ok(Approved::expect_signal().await.by)
}

/// Waits for the signal at once, and cleans up when it is cancelled instead.
#[workflow]
pub async fn asked_early(_unused: u32) -> Result<String> {
    Ok(Approved::expect_signal().await.by)
}
