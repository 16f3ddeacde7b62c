//! Three tasks, an event, and what stands around a workflow.

use eventual::prelude::*;

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// Its number; the execution has the same.
    pub id: String,
    /// What it costs.
    pub cents: u64,
}

/// It is on its way.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct OrderShipped {
    /// Its number.
    pub id: String,
}

/// The customer changed their mind.
#[derive(Debug, Serialize, Deserialize, Signal)]
pub struct OrderCancelled {
    /// Why.
    pub reason: String,
}

/// Takes an order. The same order sent twice is one execution.
#[command(method = "POST", path = "/orders")]
pub async fn place_order(order: Order) -> Result<ExecutionId> {
    let name = order.id.clone();
    process_order.start(order).name(name).await
}

/// Cancels an order.
#[command(method = "DELETE", path = "/orders/{id}")]
pub async fn cancel_order(id: String) -> Result<()> {
    OrderCancelled { reason: "by the customer".into() }.send_to(&id.into()).await
}

/// Takes the money.
#[task]
pub async fn charge(id: String, cents: u64, context: &TaskContext) -> Result<String> {
    println!("charging {id} with {}", context.idempotency_key());
    Ok(format!("{cents} of {id}"))
}

/// Packs the parcel.
#[task]
pub async fn pack(payment: String) -> Result<String> {
    Ok(format!("parcel for {payment}"))
}

/// Hands the parcel over.
#[task]
pub async fn ship(parcel: String) -> Result<String> {
    Ok(format!("track of {parcel}"))
}

/// Charges, packs, ships, and says so. A free order is held back until it is cancelled.
#[workflow(timeout = "1h")]
pub async fn process_order(order: Order) -> Result<String> {
    let cents = order.cents;
    eventual::on_query("price", move |()| Ok(cents));
    if order.cents == 0 {
        let cancelled = OrderCancelled::expect_signal().await;
        return Err(Error::new("Cancelled", cancelled.reason));
    }
    let payment = charge(order.id.clone(), order.cents).await?;
    let parcel = pack(payment).await?;
    let track = ship(parcel).await?;
    OrderShipped { id: order.id }.emit().await?;
    Ok(track)
}

/// Hears of shipped orders.
#[subscription]
pub async fn on_shipped(event: OrderShipped) -> Result<()> {
    println!("heard that {} is on its way", event.id);
    Ok(())
}
