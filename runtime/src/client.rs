//! The typed client of a service, made from its crate.
//!
//! | Feature | Brings |
//! |---|---|
//! | `client` | `ServiceClient`, which sends through a `Transport` of your own |
//! | `client-http` | the transport over HTTP, in browsers that of the page |
//! | `client-sigv4` | `ClientBuilder::signed`, for services that ask for AWS IAM |

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
