//! What happens in this service. An event is a fact: its name is in the past tense.

use eventual::prelude::*;

/// A customer placed an order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct OrderCreated {
    /// Number of the order.
    pub order_id: String,
    /// What it costs, in cents.
    pub amount_cents: u64,
}

/// The order is paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct PaymentProcessed {
    /// Number of the order.
    pub order_id: String,
    /// Receipt of the payment.
    pub payment_id: String,
}

/// The order left the house.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct OrderShipped {
    /// Number of the order.
    pub order_id: String,
    /// Where the parcel can be followed.
    pub tracking_id: String,
}
