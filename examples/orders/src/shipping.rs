//! Shipping: reacts to a payment, emits the shipment, and tells the customer.

use eventual::prelude::*;

use crate::events::{OrderShipped, PaymentProcessed};

/// Hands the parcel to the carrier, who is out now and then. More attempts than Lambda makes by itself, or pauses of
/// one's own: that puts a queue before the function.
#[subscription(retry(max_attempts = 5, interval = "2s", backoff = 1.0))]
pub async fn ship(event: PaymentProcessed) -> Result<()> {
    if event.order_id.contains("piano") {
        return Err(Error::new("TooHeavy", format!("no carrier takes {}", event.order_id)));
    }
    let tracking_id = format!("parcel-{}", event.order_id);
    OrderShipped { order_id: event.order_id, tracking_id }.emit().await
}

/// Tells the customer that the order is on its way.
#[subscription]
pub async fn tell_customer(event: OrderShipped) -> Result<()> {
    println!("order {} is on its way as {}", event.order_id, event.tracking_id);
    Ok(())
}
