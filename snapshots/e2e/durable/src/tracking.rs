//! Executions as commands see them; each is a function with the permission for just that.

use eventual::ExecutionStatus;
use eventual::prelude::*;

use crate::order::process_order;

/// How far an order is.
#[command(method = "GET", path = "/orders/{id}")]
pub async fn track_order(id: String) -> Result<String> {
    Ok(match process_order.execution(id).status().await? {
        ExecutionStatus::Pending => "open".to_owned(),
        ExecutionStatus::Succeeded(track) => format!("sent: {track}"),
        ExecutionStatus::Failed(error) => format!("failed: {}", error.message),
    })
}

/// What came of the orders that are over.
#[command(method = "GET", path = "/orders")]
pub async fn sent_orders() -> Result<Vec<String>> {
    let page = process_order.executions().succeeded().await?;
    Ok(page.executions.into_iter().map(|it| format!("{} {:?}", it.id, it.status)).collect())
}

/// Stops an order.
#[command(method = "POST", path = "/orders/{id}/stop")]
pub async fn stop_order(id: String, reason: String) -> Result<()> {
    process_order.execution(id).cancel(reason).await
}

/// Asks an order what it costs.
#[command(method = "GET", path = "/orders/{id}/price")]
pub async fn order_price(id: String) -> Result<u64> {
    process_order.execution(id).query("price", &()).await
}

/// How much happened to an order.
#[command(method = "GET", path = "/orders/{id}/steps")]
pub async fn order_steps(id: String) -> Result<usize> {
    Ok(process_order.execution(id).history().await?.len())
}
