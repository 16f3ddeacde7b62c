use std::time::Duration;

use eventual_runtime_core::{Request, Response};

use crate::error::TransportError;
use crate::transport::{BoxFuture, Transport};

/// The transport over HTTP: reqwest with rustls, in browsers `fetch`. Keeps connections open, so make one and clone
/// the client. Outside of browsers its futures must be awaited in a tokio runtime.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    /// A client that cannot be made is an error of every request.
    client: Result<reqwest::Client, TransportError>,
}

impl HttpTransport {
    /// A transport that trusts the certificates which the system trusts.
    pub fn new() -> Self {
        Self { client: build().map_err(TransportError::NotSent) }
    }
}

impl Default for HttpTransport {
    fn default() -> Self {
        Self::new()
    }
}

/// A client with other settings: proxies, certificates. It should not follow redirects, as these turn a `POST` into
/// a `GET`.
impl From<reqwest::Client> for HttpTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client: Ok(client) }
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request, timeout: Duration) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let client = self.client.as_ref().map_err(Clone::clone)?;
            exchange(client, request, timeout).await.map_err(|error| classify(&error, timeout))
        })
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    #[cfg(target_arch = "wasm32")]
    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(gloo_timers::future::sleep(time))
    }
}

async fn exchange(
    client: &reqwest::Client,
    request: Request,
    timeout: Duration,
) -> Result<Response, reqwest::Error> {
    let (parts, body) = request.into_parts();
    let request = client
        .request(parts.method, parts.uri.to_string())
        .headers(parts.headers)
        .body(body)
        .timeout(timeout);
    let answer = request.send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = Response::new(answer.bytes().await?.to_vec());
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// The text of an error with that of its causes. The address is left out: a client has one, and it is known.
fn classify(error: &reqwest::Error, timeout: Duration) -> TransportError {
    let mut text = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&error.to_string());
        cause = error.source();
    }
    // Browsers do not tell whether a connection was made.
    #[cfg(not(target_arch = "wasm32"))]
    if error.is_connect() {
        return TransportError::NotSent(text);
    }
    if error.is_timeout() {
        return TransportError::TimedOut(timeout.as_millis());
    }
    if error.is_builder() { TransportError::NotSent(text) } else { TransportError::Lost(text) }
}

/// One crypto library for the whole program: *ring*, as elsewhere in `eventual`. It is named here and not installed
/// for the process, which is the application's to do.
#[cfg(not(target_arch = "wasm32"))]
fn build() -> Result<reqwest::Client, String> {
    use rustls_platform_verifier::BuilderVerifierExt as _;

    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier())
        .map_err(|error| error.to_string())?
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| error.to_string())
}

#[cfg(target_arch = "wasm32")]
fn build() -> Result<reqwest::Client, String> {
    reqwest::Client::builder().build().map_err(|error| error.to_string())
}
