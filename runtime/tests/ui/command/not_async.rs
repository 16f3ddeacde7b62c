use eventual::prelude::*;

#[command]
fn hello(name: String) -> String {
    name
}

fn main() {}
