use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use eventual_runtime_core::{Request, Response};

use crate::error::TransportError;

/// A boxed future. It can move between threads, except in browsers, which have no threads to move to.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future. It can move between threads, except in browsers, which have no threads to move to.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// How requests reach the service, and how a client waits: all that it needs of the world around it.
///
/// A test gives one that hands the request to the handlers themselves; see `HttpTransport` (feature `http`) for
/// the real one.
pub trait Transport: Send + Sync + 'static {
    /// Sends one request and reads the whole answer, whatever its status. Redirects are not followed. Without an
    /// answer within `timeout` it fails with [`TransportError::TimedOut`].
    fn send(&self, request: Request, timeout: Duration) -> BoxFuture<'_, Result<Response, TransportError>>;

    /// Completes after `time`: the pause between two attempts.
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request, timeout: Duration) -> BoxFuture<'_, Result<Response, TransportError>> {
        (**self).send(request, timeout)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        (**self).sleep(time)
    }
}
