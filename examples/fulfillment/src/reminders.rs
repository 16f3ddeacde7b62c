//! A workflow that never ends: a mail a day, for years.

use eventual::prelude::*;

use crate::tasks::mail;

/// Mails of one run; then the execution goes on with an empty history, so that it never grows.
const MAILS_PER_RUN: u32 = 100;

/// The customer has read enough.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct Unsubscribed {}

/// Writes to somebody every day until they unsubscribe.
#[workflow]
pub async fn remind_daily(to: String) -> Result<u32> {
    let mut sent = 0;
    while sent < MAILS_PER_RUN {
        if timeout(Unsubscribed::expect_signal(), duration(1, Day)).await.is_ok() {
            return Ok(sent);
        }
        mail(to.clone(), "good morning".into()).await?;
        sent += 1;
    }
    eventual::continue_as_new(to).await
}
