//! The workflow: ordinary control flow over durable calls.

use eventual::prelude::*;

use crate::tasks::{charge, refund, ship};

/// Orders above this need a person's approval, in cents.
pub const APPROVAL_LIMIT_CENTS: u64 = 100_000;

/// What a customer ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// Number of the order.
    pub order_id: String,
    /// What it costs, in cents.
    pub amount_cents: u64,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Shipment {
    /// Where the parcel can be followed.
    pub tracking_id: String,
}

/// The customer changed their mind.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct OrderCancelled {
    /// Why.
    pub reason: String,
}

/// A person looked at a large order.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct Approved {
    /// Who.
    pub by: String,
}

/// The parcel is on its way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Event)]
pub struct OrderShipped {
    /// Number of the order.
    pub order_id: String,
}

/// Accepts an order. The same order sent twice is one execution.
#[command(method = "POST", path = "/orders")]
pub async fn place_order(order: Order) -> Result<ExecutionId> {
    let name = order.order_id.clone();
    fulfil.start(order).name(name).await
}

/// Cancels an order that is not shipped yet.
#[command(method = "DELETE", path = "/orders/{order_id}")]
pub async fn cancel_order(order_id: String) -> Result<()> {
    OrderCancelled { reason: "by the customer".into() }.send_to(&order_id.into()).await
}

/// Approval, payment, a day to change one's mind, shipping.
#[workflow(timeout = "30d")]
pub async fn fulfil(order: Order) -> Result<Shipment> {
    if order.amount_cents > APPROVAL_LIMIT_CENTS {
        let approval = timeout(Approved::expect_signal(), duration(2, Days)).await;
        approval.map_err(|_| Error::new("NotApproved", "the order was not approved in two days"))?;
    }
    let payment = charge(order.order_id.clone(), order.amount_cents).await?;
    match timeout(OrderCancelled::expect_signal(), duration(1, Day)).await {
        Ok(cancelled) => {
            refund(payment).await?;
            Err(Error::new("Cancelled", cancelled.reason))
        }
        Err(_in_time) => {
            let tracking_id = ship(order.order_id.clone()).await?;
            OrderShipped { order_id: order.order_id }.emit().await?;
            Ok(Shipment { tracking_id })
        }
    }
}
