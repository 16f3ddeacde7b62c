//! What customers can ask of the service.

use eventual::prelude::*;

use crate::auth::{Customer, identified};
use crate::events::OrderCreated;

/// An order as the shop sends it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Validate)]
pub struct NewOrder {
    /// Article number.
    #[garde(length(min = 1))]
    pub sku: String,
    /// How many pieces.
    #[garde(range(min = 1, max = 100))]
    pub quantity: u32,
}

/// Number under which an order was accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OrderId {
    /// The number.
    pub order_id: String,
}

/// Accepts an order. All else follows from the event.
#[command(method = "POST", path = "/orders", middleware = [identified])]
pub async fn create_order(order: NewOrder, customer: &Customer) -> Result<OrderId> {
    let order_id = format!("{}-{}-{}", customer.name, order.sku, order.quantity);
    let amount_cents = u64::from(order.quantity) * 999;
    OrderCreated { order_id: order_id.clone(), amount_cents }.emit().await?;
    Ok(OrderId { order_id })
}

/// Answers load balancers and curious people.
#[get("/health")]
pub async fn health(_request: Request) -> Result<Response> {
    Ok("ok".into_response())
}
