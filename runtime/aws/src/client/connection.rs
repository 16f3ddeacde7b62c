//! TCP or TLS connections to AWS endpoints, kept open between calls.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::config::{Client, Endpoint};
use super::tls;
use crate::http1::{Decoder, Response};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// AWS endpoints close connections that were silent for 20 s or longer, depending on the service.
const MAX_IDLE: Duration = Duration::from_secs(15);
/// As many as calls are made side by side: a connection that is not kept costs the next call a TLS handshake.
const MAX_KEPT: usize = 32;

pub(super) trait Stream: AsyncRead + AsyncWrite + Send {}
impl<T: AsyncRead + AsyncWrite + Send> Stream for T {}

/// An open connection that carries no exchange.
pub(super) struct Idle {
    endpoint: Endpoint,
    stream: Pin<Box<dyn Stream>>,
    since: Instant,
}

/// A failed exchange.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) error: io::Error,
    /// The connection was a kept one that died before the first byte of a response: it is worth an immediate
    /// attempt on another, since the service most likely closed it before it saw the request.
    pub(super) stale: bool,
}

impl Client {
    /// Sends a request and reads the response, on a kept connection if there is one.
    pub(super) async fn exchange(
        &self,
        endpoint: &Endpoint,
        request: &[u8],
        without_body: bool,
    ) -> Result<Response, Broken> {
        let kept = self.take_idle(endpoint);
        let was_kept = kept.is_some();
        let mut stream = match kept {
            Some(stream) => stream,
            #[cfg(test)]
            None if self.fake.is_some() => self.connect_fake(),
            None => connect(endpoint).await.map_err(|error| Broken { error, stale: false })?,
        };
        let mut decoder = if without_body { Decoder::without_body() } else { Decoder::default() };
        match converse(&mut stream, request, &mut decoder).await {
            Ok(response) => {
                if response.keep_alive {
                    self.keep(endpoint, stream);
                }
                Ok(response)
            }
            Err(error) => Err(Broken { error, stale: was_kept && !decoder.has_begun() }),
        }
    }

    fn take_idle(&self, endpoint: &Endpoint) -> Option<Pin<Box<dyn Stream>>> {
        let mut idle = self.idle.lock().ok()?;
        idle.retain(|it| it.since.elapsed() < MAX_IDLE);
        let at = idle.iter().position(|it| it.endpoint == *endpoint)?;
        Some(idle.swap_remove(at).stream)
    }

    fn keep(&self, endpoint: &Endpoint, stream: Pin<Box<dyn Stream>>) {
        if let Ok(mut idle) = self.idle.lock()
            && idle.len() < MAX_KEPT
        {
            idle.push(Idle { endpoint: endpoint.clone(), stream, since: Instant::now() });
        }
    }
}

async fn connect(endpoint: &Endpoint) -> io::Result<Pin<Box<dyn Stream>>> {
    let connecting = async {
        let stream = TcpStream::connect((endpoint.host.as_str(), endpoint.port)).await?;
        stream.set_nodelay(true)?;
        if !endpoint.tls {
            return Ok(Box::pin(stream) as Pin<Box<dyn Stream>>);
        }
        let name = ServerName::try_from(endpoint.host.clone()).map_err(io::Error::other)?;
        let connector = TlsConnector::from(tls::config().map_err(io::Error::other)?);
        Ok(Box::pin(connector.connect(name, stream).await?) as Pin<Box<dyn Stream>>)
    };
    timeout(CONNECT_TIMEOUT, connecting).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

async fn converse(
    stream: &mut Pin<Box<dyn Stream>>,
    request: &[u8],
    decoder: &mut Decoder,
) -> io::Result<Response> {
    stream.write_all(request).await?;
    stream.flush().await?;
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let read = stream.read(&mut bytes).await?;
        let decoded = if read == 0 { decoder.close().map(Some) } else { decoder.feed(&bytes[..read]) };
        if let Some(response) = decoded.map_err(io::Error::other)? {
            return Ok(response);
        }
    }
}
