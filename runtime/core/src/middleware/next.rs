use std::fmt;

use eventual_runtime_engine::Result;

use super::{BoxFuture, CallContext};
use crate::handler::failure;
use crate::http::{Request, Response};

/// The rest of the chain, as a middleware sees it. Running it consumes it, so it runs at most once.
///
/// `Next<User>` promises the handler a `User`, which [`run_with`](Self::run_with) hands over.
/// Failures inside are answers already (status 4xx or 5xx), so that a middleware can edit them as well; the
/// `Result` is there for `?`.
///
/// In a unit test [`Next::new`] stands in for the rest of the chain:
/// ```
/// use eventual_runtime_core::{Next, Request, Response};
/// use eventual_runtime_engine::Result;
/// async fn tagged(request: Request, next: Next) -> Result<Response> {
///     let mut response = next.run(request).await?;
///     response.headers_mut().insert("x-tag", "1".parse().unwrap());
///     Ok(response)
/// }
/// let next = Next::new(|_request, ()| async { Ok(Response::new(b"inner".to_vec())) });
/// let response = futures::executor::block_on(tagged(Request::default(), next)).unwrap();
/// assert_eq!(response.headers()["x-tag"], "1");
/// ```
pub struct Next<T = ()> {
    inner: Box<dyn FnOnce(Request, T) -> BoxFuture<Response> + Send>,
}

impl<T> Next<T> {
    pub(super) fn boxed(inner: Box<dyn FnOnce(Request, T) -> BoxFuture<Response> + Send>) -> Self {
        Self { inner }
    }

    /// A chain that ends in `handler`.
    pub fn new<F, R>(handler: F) -> Self
    where
        F: FnOnce(Request, T) -> R + Send + 'static,
        R: Future<Output = Result<Response>> + Send + 'static,
    {
        Self::boxed(Box::new(|request, value| {
            let answer = handler(request, value);
            Box::pin(
                async move { answer.await.unwrap_or_else(|error| failure(&CallContext::default(), error)) },
            )
        }))
    }

    /// Runs the rest of the chain and hands it `value`.
    pub async fn run_with(self, request: Request, value: T) -> Result<Response> {
        Ok((self.inner)(request, value).await)
    }
}

impl Next<()> {
    /// Runs the rest of the chain.
    pub async fn run(self, request: Request) -> Result<Response> {
        self.run_with(request, ()).await
    }
}

impl<T> fmt::Debug for Next<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Next")
    }
}
