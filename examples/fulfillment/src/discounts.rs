//! A task that a person finishes: it gives its token away and ends its function; whoever has the token finishes it, days
//! later, from wherever.

use eventual::TaskToken;
use eventual::prelude::*;

/// A person must decide.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema, Event)]
pub struct DiscountAsked {
    /// How much.
    pub percent: u8,
    /// Decides.
    pub token: TaskToken,
}

/// Asks the manager. The function is over at once; the task is over when there is an answer, or after two days.
#[task(overall_timeout = "2d")]
pub async fn ask_manager(percent: u8, context: &TaskContext) -> Result<bool> {
    DiscountAsked { percent, token: context.task_token().into() }.emit().await?;
    context.finish_later().await
}

/// The manager's answer.
#[command(method = "POST", path = "/discounts")]
pub async fn decide_discount(token: TaskToken, granted: bool) -> Result<()> {
    token.complete(&granted).await
}

/// What a customer pays, in percent.
#[workflow]
pub async fn price(percent_off: u8) -> Result<u8> {
    let granted = percent_off <= 10 || ask_manager(percent_off).await?;
    Ok(if granted { 100 - percent_off } else { 100 })
}
