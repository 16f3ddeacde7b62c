use eventual::prelude::*;

struct Receipt;

#[command]
async fn pay() -> Receipt {
    Receipt
}

fn main() {}
