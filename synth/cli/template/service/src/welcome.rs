//! A durable workflow: it may wait for days, and survives whatever happens meanwhile to the machine it runs on.

use eventual::prelude::*;

use crate::members::NewMember;

/// The member wants no more mails.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct Unsubscribed {
    /// Why.
    pub reason: String,
}

/// Writes to somebody. A task touches the world; its result is recorded once.
#[task(timeout = "30s", retry(max_attempts = 5, interval = "2s", backoff = 2.0))]
pub async fn send_mail(to: String, text: String) -> Result<()> {
    println!("to {to}: {text}");
    Ok(())
}

/// Welcomes a member, and writes again after a day unless they object. Returns the number of mails.
#[workflow(timeout = "7d")]
pub async fn welcome(member: NewMember) -> Result<u32> {
    send_mail(member.email.clone(), format!("Welcome, {}!", member.name)).await?;
    if timeout(Unsubscribed::expect_signal(), duration(1, Day)).await.is_ok() {
        return Ok(1);
    }
    send_mail(member.email, "How do you like it?".into()).await?;
    Ok(2)
}
