//! The typed client of a service, made from its crate; and what emitted code for it is wrapped in.
//!
//! | Feature | Brings |
//! |---|---|
//! | `client` | `ServiceClient`, which sends through a `Transport` of your own |
//! | `client-http` | the transport over HTTP, in browsers that of the page |
//! | `client-sigv4` | `ClientBuilder::signed`, for services that ask for AWS IAM |

/// Keeps its tokens if this crate is built with feature `client`, so that a service which nobody calls from Rust
/// does not compile a client.
#[cfg(feature = "client")]
#[doc(hidden)]
#[macro_export]
macro_rules! if_client {
    ($($tokens:tt)*) => { $($tokens)* };
}

/// Drops its tokens: this crate is built without feature `client`.
#[cfg(not(feature = "client"))]
#[doc(hidden)]
#[macro_export]
macro_rules! if_client {
    ($($tokens:tt)*) => {};
}

/// Keeps its tokens: several items under one attribute.
#[doc(hidden)]
#[macro_export]
macro_rules! keep {
    ($($tokens:tt)*) => { $($tokens)* };
}

#[cfg(feature = "client-http")]
pub use eventual_runtime_client::HttpTransport;
#[cfg(feature = "client")]
pub use eventual_runtime_client::{
    BoxFuture, ClientBuilder, ClientError, CommandCall, DecodeError, HasClient, RequestError, Retry,
    ServiceClient, Sign, Transport, TransportError,
};
#[cfg(feature = "client-sigv4")]
pub use eventual_runtime_client::{
    Credentials, CredentialsError, EnvironmentCredentials, ProvideCredentials,
};
