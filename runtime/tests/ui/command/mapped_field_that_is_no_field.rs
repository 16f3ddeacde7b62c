use eventual::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct NewOrder {
    sku: String,
}

#[command(path = "/orders/{shop}", fields(skew = query("sku"), shop_id = path("shop")))]
async fn create_order(order: NewOrder) -> String {
    order.sku
}

fn main() {}
