use eventual::prelude::*;

#[task]
async fn charge(order: String) -> Result<String> {
    Ok(order)
}

#[command]
async fn pay(order: String) -> Result<ExecutionId> {
    charge.start(order).await
}

fn main() {}
