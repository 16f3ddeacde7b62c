//! Tasks: what touches the world. Each runs in a function of its own, is recorded once, and may be tried again.

use eventual::prelude::*;

/// Takes the money. A declined card stays declined; anything else is tried again.
#[task(timeout = "30s", retry(max_attempts = 4, interval = "2s", backoff = 2.0, non_retryable = ["CardDeclined"]))]
pub async fn charge(order_id: String, amount_cents: u64, context: &TaskContext) -> Result<String> {
    // The same for all attempts of one call: the bank can tell a repetition from a second payment.
    let key = context.idempotency_key();
    Ok(format!("payment of {amount_cents} for {order_id} ({key})"))
}

/// Gives the money back.
#[task(retry(max_attempts = 10, interval = "10s"))]
pub async fn refund(payment: String) -> Result<()> {
    eventual::info!("refunded {payment}");
    Ok(())
}

/// Hands the parcel to the carrier; says now and then that it is still alive.
#[task(heartbeat_timeout = "30s", retry(max_attempts = 2))]
pub async fn ship(order_id: String, context: &TaskContext) -> Result<String> {
    context.heartbeat().await?;
    Ok(format!("parcel-{order_id}"))
}

/// Writes to the customer.
#[task]
pub async fn mail(to: String, text: String) -> Result<()> {
    println!("to {to}: {text}");
    Ok(())
}
