use eventual::prelude::*;

#[command(sumary = "Greets")]
async fn hello(name: String) -> String {
    name
}

fn main() {}
