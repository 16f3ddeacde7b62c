use eventual::prelude::*;

#[command(method = "GTE", path = "hello", memory = 1)]
async fn hello<T>(name: &str) -> String {
    name.to_owned()
}

#[command]
async fn fine() -> String {
    // The broken item is still there, so this is no error of its own.
    hello::<u8>("sam").await
}

fn main() {}
