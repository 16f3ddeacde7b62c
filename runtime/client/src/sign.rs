use eventual_runtime_core::Request;

use crate::error::TransportError;
use crate::transport::BoxFuture;

/// Adds what proves who the caller is, right before each attempt: for credentials that expire, or that cover the
/// request itself. A fixed key or token is simpler: [`ClientBuilder::header`](crate::ClientBuilder::header),
/// [`bearer`](crate::ClientBuilder::bearer), [`api_key`](crate::ClientBuilder::api_key). AWS IAM has `signed`, with
/// feature `sigv4`.
///
/// ```
/// use eventual_runtime_client::{BoxFuture, Request, Sign, TransportError};
///
/// struct Session;
///
/// impl Session {
///     async fn fresh_token(&self) -> Result<String, String> {
///         Ok("t-1".to_owned())
///     }
/// }
///
/// impl Sign for Session {
///     fn sign<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<(), TransportError>> {
///         Box::pin(async move {
///             let token = self.fresh_token().await.map_err(TransportError::not_sent)?;
///             let value = format!("Bearer {token}").parse().map_err(TransportError::not_sent)?;
///             request.headers_mut().insert("authorization", value);
///             Ok(())
///         })
///     }
/// }
/// ```
pub trait Sign: Send + Sync + 'static {
    /// Changes the request that is about to be sent. Its body and all other headers are final. An error ends the
    /// attempt: [`TransportError::NotSent`] if the next one may do better, otherwise [`TransportError::Unsigned`].
    fn sign<'a>(&'a self, request: &'a mut Request) -> BoxFuture<'a, Result<(), TransportError>>;
}
