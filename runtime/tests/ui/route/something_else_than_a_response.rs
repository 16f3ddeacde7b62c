use eventual::prelude::*;

struct Page;

#[get("/page")]
async fn page() -> Page {
    Page
}

fn main() {}
