use eventual::prelude::*;

#[workflow]
async fn process(order: String, _service: &ServiceInfo) -> Result<String> {
    Ok(order)
}

fn main() {}
