//! Middleware: plain async functions around a handler, and the typed context they hand inwards.

mod chain;
mod context;
mod next;

pub use chain::{Chain, Middleware, NoMiddleware, Then, then};
pub use context::{CallContext, Context, Here, Provides, There, With};
pub use next::Next;

use std::pin::Pin;

use crate::http::Response;

/// A boxed future that may move between threads, as a server on several threads wants it.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What stands inside of a middleware: the rest of the chain and the handler.
pub type End<C> = Box<dyn FnOnce(crate::http::Request, C) -> BoxFuture<Response> + Send>;
