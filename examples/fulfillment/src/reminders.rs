//! A workflow that never ends: a mail a day, for years.

use std::cell::Cell;
use std::rc::Rc;

use eventual::on_query;
use eventual::prelude::*;

use crate::tasks::mail;

/// Mails of one run; then the execution goes on with an empty history, so that it never grows.
const MAILS_PER_RUN: u32 = 100;

/// The customer has read enough.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct Unsubscribed {}

/// Writes to a person every day until they unsubscribe.
#[workflow]
pub async fn remind_daily(to: String) -> Result<u32> {
    let sent = Rc::new(Cell::new(0));
    // Whoever asks sees how far it is: `eventual query ann sent`, or `remind_daily.execution("ann").query("sent", &())`.
    let seen = Rc::clone(&sent);
    on_query("sent", move |()| Ok(seen.get()));
    while sent.get() < MAILS_PER_RUN {
        if timeout(Unsubscribed::expect_signal(), duration(1, Day)).await.is_ok() {
            return Ok(sent.get());
        }
        mail(to.clone(), "good morning".into()).await?;
        sent.set(sent.get() + 1);
    }
    eventual::continue_as_new(to).await
}
