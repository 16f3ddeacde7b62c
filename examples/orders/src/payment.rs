//! Payment: reacts to an order, emits its payment.

use eventual::prelude::*;

use crate::events::{OrderCreated, PaymentProcessed};

/// What a card is good for, in cents; more is declined.
const CARD_LIMIT_CENTS: u64 = 50_000;

/// Takes the money. An error is not lost: the event is tried again, and ends in the subscription's dead-letter
/// queue with the reason.
#[subscription(retry(max_attempts = 2))]
pub async fn take_payment(event: OrderCreated) -> Result<()> {
    if event.amount_cents > CARD_LIMIT_CENTS {
        return Err(Error::new("CardDeclined", format!("{} cents are above the limit", event.amount_cents)));
    }
    let payment_id = format!("payment-{}", event.order_id);
    PaymentProcessed { order_id: event.order_id, payment_id }.emit().await
}
