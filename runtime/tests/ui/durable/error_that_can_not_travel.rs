use eventual::prelude::*;

struct Oops;

#[task]
async fn charge(order: String) -> Result<String, Oops> {
    drop(order);
    Err(Oops)
}

fn main() {}
