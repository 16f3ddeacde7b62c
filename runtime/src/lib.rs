//! Event-driven services on AWS from plain async functions.
//!
//! ```
//! use eventual::prelude::*;
//! # fn main() {}
//!
//! /// Greets.
//! #[command(method = "GET", path = "/hello/{name}")]
//! pub async fn hello(name: String) -> String {
//!     format!("hello {name}")
//! }
//! ```

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod attributes;
pub mod prelude;

pub use attributes::*;
pub use eventual_runtime_core::{
    Error, HttpError, IntoResponse, Json, Next, PathParams, Reply, Request, RequestInfo, Response, Result,
    ServiceInfo,
};
