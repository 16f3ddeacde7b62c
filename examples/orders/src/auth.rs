//! Middleware: plain async functions around a handler. One that provides a value puts its type into `Next`,
//! and handlers ask for it by reference.

use eventual::prelude::*;

/// Who is calling.
#[derive(Debug, Clone)]
pub struct Customer {
    /// Name in the `x-customer` header.
    pub name: String,
}

/// Lets only callers in that say who they are.
pub async fn identified(request: Request, next: Next<Customer>) -> Result<Response> {
    let name = request.headers().get("x-customer").and_then(|it| it.to_str().ok()).map(str::to_owned);
    match name {
        Some(name) => next.run_with(request, Customer { name }).await,
        None => Err(HttpError::new(401, "Unidentified", "say who you are in the header `x-customer`").into()),
    }
}
