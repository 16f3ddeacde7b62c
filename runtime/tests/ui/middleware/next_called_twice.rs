use eventual::prelude::*;

async fn twice(request: Request, next: Next) -> Result<Response> {
    next.run(request.clone()).await?;
    next.run(request).await
}

fn main() {}
