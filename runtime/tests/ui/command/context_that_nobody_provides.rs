use eventual::prelude::*;

struct User;

#[command]
async fn me(_user: &User) -> String {
    String::new()
}

fn main() {}
