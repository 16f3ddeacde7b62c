use eventual::prelude::*;

#[task]
async fn charge(order: String) -> Result<String> {
    Ok(order)
}

#[command]
async fn pay(order: String) -> Result<String> {
    charge(order).await
}

fn main() {}
