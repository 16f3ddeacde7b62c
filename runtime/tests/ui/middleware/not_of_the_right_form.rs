use eventual::prelude::*;

async fn wrong(request: Request) -> Result<Response> {
    Ok(Response::new(request.into_body()))
}

#[command(middleware = [wrong])]
async fn hello() -> String {
    String::new()
}

fn main() {}
