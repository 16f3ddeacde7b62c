//! The typed client: a service's commands as methods, called over HTTP.
//!
//! Nothing is generated: the service's crate, built without its feature `server`, *is* the client. `service!` makes
//! a struct for it, every `#[command]` adds its method, and [`ServiceClient`] turns into that struct.
//!
//! ```no_run
//! # use eventual_runtime_client as eventual;
//! use eventual::{ClientError, ServiceClient};
//! use eventual_runtime_client_fixtures_shop::{Shop, orders::NewOrder};
//!
//! async fn order() -> Result<(), ClientError> {
//!     let client = ServiceClient::<Shop>::new("https://api.shop.example");
//!     let greeting: String = client.hello("sam").await?;
//!     let id = client.create_order(NewOrder { sku: "hat".into(), quantity: 2 }).await?;
//!     println!("{greeting}, your order is {id}");
//!     Ok(())
//! }
//! ```
//!
//! The transport is a trait. Feature `http` brings the one over HTTP; without it this crate has neither an async
//! runtime nor TLS, and runs wherever a [`Transport`] is given. Feature `sigv4` signs requests for AWS IAM. Crate
//! `eventual` calls them `client-http` and `client-sigv4`. Not here: the server side (`runtime/core`), and clients in
//! other languages (they are made from the OpenAPI document).

mod answer;
mod builder;
mod call;
mod caller;
#[cfg(feature = "sigv4")]
mod clock;
#[cfg(feature = "sigv4")]
mod credentials;
mod error;
#[cfg(feature = "http")]
mod http_transport;
mod input;
mod retry;
mod service_client;
mod sign;
#[cfg(feature = "sigv4")]
mod sigv4;
mod transport;

pub use builder::ClientBuilder;
pub use call::CommandCall;
#[doc(hidden)]
pub use caller::Caller;
#[cfg(feature = "sigv4")]
pub use credentials::{Credentials, CredentialsError, EnvironmentCredentials, ProvideCredentials};
pub use error::{ClientError, DecodeError, RequestError, TransportError};
pub use eventual_runtime_core::{HttpError, Request, Response};
#[cfg(feature = "http")]
pub use http_transport::HttpTransport;
#[doc(hidden)]
pub use input::Input;
pub use retry::Retry;
pub use service_client::{HasClient, ServiceClient};
pub use sign::Sign;
pub use transport::{BoxFuture, Transport};
