use std::fmt;
use std::ops::Deref;

use eventual_runtime_core::handler::Service;

use crate::builder::ClientBuilder;
use crate::caller::Caller;

/// A service with a struct that has one method per command: what `service!` emits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no typed client",
    note = "`eventual::service!(pub struct Orders = \"orders\");` at the root of a library makes one, if the \
            feature `client` of `eventual` is on"
)]
pub trait HasClient: Service {
    /// The struct with the methods.
    type Client: From<Caller> + Clone + fmt::Debug;
}

/// A client of the service `S`: each `#[command]` of it is a method that takes the command's owned parameters and,
/// awaited, gives what the command returns (of a `Result` what success carries, of a `Reply` its value) or a
/// [`ClientError`](crate::ClientError).
///
/// It has no methods of its own, so that no command is hidden by one. Cheap to clone.
///
/// ```
/// # use eventual_runtime_client::ServiceClient;
/// # use eventual_runtime_client_fixtures_shop::Shop;
/// # use std::time::Duration;
/// let client = ServiceClient::<Shop>::builder("https://api.shop.example/prod")
///     .bearer("t-1")
///     .timeout(Duration::from_secs(5))
///     .build();
/// let call = client.hello("sam"); // does nothing until it is awaited
/// ```
pub struct ServiceClient<S: HasClient>(S::Client);

impl<S: HasClient> ServiceClient<S> {
    /// A client of the service at this address, `https://host` or `https://host/stage`, with the default
    /// [settings](ClientBuilder). An address that is none is an error of every call.
    pub fn new(url: impl Into<String>) -> Self {
        Self::builder(url).build()
    }

    /// A client with other settings.
    pub fn builder(url: impl Into<String>) -> ClientBuilder<S> {
        ClientBuilder::new(url.into())
    }

    pub(crate) fn of(caller: Caller) -> Self {
        Self(S::Client::from(caller))
    }
}

impl<S: HasClient> Deref for ServiceClient<S> {
    type Target = S::Client;

    fn deref(&self) -> &S::Client {
        &self.0
    }
}

impl<S: HasClient> Clone for ServiceClient<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S: HasClient> fmt::Debug for ServiceClient<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
