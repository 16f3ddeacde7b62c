//! The inspector's pages for a deployed service: served on this machine, answered by the service.
//!
//! The pages are those of `runtime/inspector`. What they ask is passed on, signed with the credentials of whoever started the
//! tool; dead letters and logs are read as `eventual dlq` and `eventual logs` do. Nothing is kept but what was read.

mod answer;
mod guard;
mod log_book;
mod site;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use bytes::Bytes;
use eventual_synth::{Failure, Result};
use http::StatusCode;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

use crate::endpoint::Connection;
use answer::{Answer, refused};
use site::Site;

/// The largest body of a request (API Gateway quota).
const LARGEST_BODY: usize = 10 << 20;
/// How often in a row no connection may be had.
const MOST_FAILURES: u32 = 100;
/// How long to wait after each.
const PAUSE: Duration = Duration::from_millis(50);

/// Listens on this machine alone: whoever can ask acts as whoever started it.
pub(crate) async fn listen(port: u16) -> Result<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::user(format!("port {port} is taken by another program"))
            .hint("name another port with `--port`; `--port 0` takes any that is free"),
        _ => Failure::user(format!("nothing can listen on port {port}: {error}"))
            .hint("name another port with `--port`"),
    })
}

/// Answers until it is dropped.
pub(crate) async fn serve(listener: TcpListener, service: Connection, sign: bool) -> Result<()> {
    let port = listener.local_addr().map_err(Failure::unexpected)?.port();
    let (dead_letters, logs) = (Mutex::default(), RefCell::new(BTreeMap::new()));
    let site = Rc::new(Site { service, port, sign, dead_letters, logs });
    let serving = async {
        let mut failures = 0;
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    failures = 0;
                    tokio::task::spawn_local(connection(Rc::clone(&site), stream));
                }
                Err(error) if failures == MOST_FAILURES => return Err(Failure::unexpected(error)),
                // The connection is gone already, or there are too many files for the moment.
                Err(_) => {
                    failures += 1;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    };
    tokio::task::LocalSet::new().run_until(serving).await
}

async fn connection(site: Rc<Site>, stream: TcpStream) {
    let service = service_fn(move |request| {
        let site = Rc::clone(&site);
        async move {
            let answer = answer(&site, request).await;
            Ok::<_, Infallible>(answer.map(|body| Full::new(Bytes::from(body))))
        }
    });
    let serving =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    // Whoever broke the connection knows.
    let _ = serving.await;
}

async fn answer(site: &Site, request: hyper::Request<Incoming>) -> Answer {
    let (parts, body) = request.into_parts();
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(body) => site.answer(http::Request::from_parts(parts, body.to_bytes().into())).await,
        Err(error) => {
            let why = format!("the request could not be read: {error}");
            refused(StatusCode::BAD_REQUEST, "BadRequest", &why, None)
        }
    }
}
