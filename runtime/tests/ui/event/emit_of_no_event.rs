use eventual::prelude::*;

struct Created;

#[command]
async fn create() -> Result<()> {
    emit_all(&[Created]).await
}

fn main() {}
