//! Shipping: reacts to a payment, emits the shipment, and tells the customer.

use eventual::prelude::*;

use crate::events::{OrderShipped, PaymentProcessed};

/// Hands the parcel to the carrier.
#[subscription]
pub async fn ship(event: PaymentProcessed) -> Result<()> {
    let tracking_id = format!("parcel-{}", event.order_id);
    OrderShipped { order_id: event.order_id, tracking_id }.emit().await
}

/// Tells the customer that the order is on its way.
#[subscription]
pub async fn tell_customer(event: OrderShipped) -> Result<()> {
    println!("order {} is on its way as {}", event.order_id, event.tracking_id);
    Ok(())
}
