use eventual::prelude::*;

#[derive(Serialize, Deserialize)]
struct Order;

#[subscription]
async fn on_order(order: Order) {
    drop(order);
}

fn main() {}
