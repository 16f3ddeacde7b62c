use eventual::prelude::*;

#[command(path = "/orders/{shop}", fields(trce = header("x-trace-id"), shop = path("shpo"), note = bdy))]
async fn create_order(shop: String, trace: String, note: String) {
    let _ = (shop, trace, note);
}

fn main() {}
