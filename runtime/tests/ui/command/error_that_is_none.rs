use eventual::prelude::*;

struct Oops;

#[command]
async fn pay() -> Result<u8, Oops> {
    Err(Oops)
}

fn main() {}
