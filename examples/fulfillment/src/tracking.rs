//! What a service knows of its executions: how far one is, which ones there are, and an end to one of them. A workflow
//! itself asks in a task: what it saw would be another thing when it is replayed.

use eventual::ExecutionStatus;
use eventual::prelude::*;

use crate::orders::fulfil;

/// How far an order is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Progress {
    /// A person works on it.
    Open,
    /// On its way.
    Shipped {
        /// Where the parcel can be followed.
        tracking_id: String,
    },
    /// Nothing will come.
    Failed {
        /// Why.
        reason: String,
    },
}

/// How far an order is.
#[command(method = "GET", path = "/orders/{order_id}")]
pub async fn track_order(order_id: String) -> Result<Progress> {
    let status = fulfil.execution(order_id).status().await;
    Ok(match status.map_err(to_the_caller)? {
        ExecutionStatus::Pending => Progress::Open,
        ExecutionStatus::Succeeded(shipment) => Progress::Shipped { tracking_id: shipment.tracking_id },
        ExecutionStatus::Failed(error) => Progress::Failed { reason: error.message.to_string() },
    })
}

/// Orders in progress, the newest first.
#[command(method = "GET", path = "/orders")]
pub async fn open_orders() -> Result<Vec<ExecutionId>> {
    let page = fulfil.executions().pending().limit(100).await?;
    Ok(page.executions.into_iter().map(|it| it.id).collect())
}

/// Stops an order wherever it is: whoever waits in the workflow is woken by an error.
#[command(method = "POST", path = "/orders/{order_id}/stop")]
pub async fn stop_order(order_id: String, reason: String) -> Result<()> {
    fulfil.execution(order_id).cancel(reason).await.map_err(to_the_caller)
}

/// What a caller may know; anything else is logged, and answered with 500.
fn to_the_caller(error: Error) -> Error {
    match &*error.name {
        "ExecutionNotFound" => HttpError::not_found("there is no such order").into(),
        "ExecutionIsOver" => HttpError::conflict("the order is over").into(),
        _ => error,
    }
}
