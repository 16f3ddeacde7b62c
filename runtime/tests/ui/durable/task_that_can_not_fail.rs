use eventual::prelude::*;

#[task]
async fn charge(order: String) -> String {
    order
}

fn main() {}
