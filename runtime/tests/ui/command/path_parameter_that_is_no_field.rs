use eventual::prelude::*;

#[derive(Deserialize, JsonSchema)]
struct Lookup {
    id: u32,
}

#[command(method = "GET", path = "/orders/{di}")]
async fn find(lookup: Lookup) -> u32 {
    lookup.id
}

fn main() {}
