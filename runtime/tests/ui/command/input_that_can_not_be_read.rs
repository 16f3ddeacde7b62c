use eventual::prelude::*;

#[command]
async fn wait(until: std::time::Instant) -> String {
    format!("{until:?}")
}

fn main() {}
