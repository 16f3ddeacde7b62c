use eventual::prelude::*;

#[get("/files")]
async fn files(name: String) -> String {
    name
}

fn main() {}
