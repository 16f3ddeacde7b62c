//! Connections: one task each, HTTP/1.1.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use eventual_runtime_core::handler::HttpCall;
use eventual_runtime_core::host::{Host, with_host};
use eventual_runtime_core::log::{Level, Line};
use eventual_runtime_core::{HttpError, Request, RequestInfo, Response, ServiceInfo};
use futures::FutureExt;
use http::header::{CONTENT_LENGTH, HOST, ORIGIN};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::cors::Cors;
use super::system;
use crate::handlers::{View, panic_text};
use crate::world::ServiceHandle;

/// The largest body of a request (API Gateway quota).
const MAX_BODY: usize = 10 << 20;
/// How long API Gateway waits for an answer; nothing ends a request here, so that a debugger may hold it.
const GATEWAY_WAITS: Duration = Duration::from_secs(29);
/// How long to wait after the system ran out of file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// What all connections of a service share.
struct Site {
    here: ServiceHandle,
    /// What each handler sees of the world, by whether it is a command, and its name.
    views: BTreeMap<(bool, &'static str), Arc<dyn Host>>,
    cors: Cors,
    /// Begins the ids of requests.
    run: String,
    count: AtomicU64,
}

/// Takes connections until `stop` says so, then lets those end that there are.
pub(crate) async fn accept(here: ServiceHandle, listener: TcpListener, mut stop: watch::Receiver<bool>) {
    let run = uuid::Uuid::new_v4().simple().to_string();
    let run = run.get(..8).unwrap_or_default().to_owned();
    let views = here.handlers.http.iter().map(|it| {
        let view = View::of(&here, if it.rpc { "command" } else { "route" }, it.name);
        ((it.rpc, it.name), Arc::new(view) as Arc<dyn Host>)
    });
    let views = views.collect();
    let site = Arc::new(Site { here, views, cors: Cors::from_environment(), run, count: AtomicU64::new(1) });
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        match accepted {
            Ok((stream, _)) => {
                tokio::spawn(connection(Arc::clone(&site), stream, stop.clone()));
            }
            // The connection is gone already, or there are too many files: neither ends the service.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

async fn connection(site: Arc<Site>, stream: TcpStream, mut stop: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let local = stream.local_addr().ok();
    let work = site.here.world.busy.clone();
    let service = service_fn(move |request| {
        let (site, work) = (Arc::clone(&site), work.begin());
        async move {
            let response = answer(&site, request, local).await;
            drop(work);
            Ok::<_, Infallible>(response.map(|body| Full::new(Bytes::from(body))))
        }
    });
    // Without a timer: a slow caller blocks no other, and a timer would be set and unset with every request.
    let serving = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut serving = std::pin::pin!(serving);
    tokio::select! {
        biased;
        // The side that broke the connection knows.
        _ = serving.as_mut() => return,
        _ = stop.wait_for(|stop| *stop) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}

async fn answer(site: &Site, request: hyper::Request<Incoming>, local: Option<SocketAddr>) -> Response {
    let request = match read(request).await {
        Ok(request) => request,
        Err(error) => return error.to_response(),
    };
    let url = url(&request, local);
    if let Some(path) = request.uri().path().strip_prefix(system::PREFIX)
        && (path.is_empty() || path.starts_with('/'))
    {
        let path = path.to_owned();
        return system::answer(&site.here, &path, request, &url).await;
    }
    let origin = if site.cors.is_off() { None } else { request.headers().get(ORIGIN).cloned() };
    let mut response = route(site, request, url).await;
    if !site.cors.is_off() {
        site.cors.apply(origin.as_ref(), &mut response);
    }
    response
}

async fn route(site: &Site, request: Request, url: String) -> Response {
    let here = &site.here;
    let Some((entry, target)) = here.router.find(&request) else {
        let methods = here.router.methods(&request);
        return site.cors.preflight(&request, &methods).unwrap_or_else(|| not_found(&request, &methods));
    };
    let number = site.count.fetch_add(1, Ordering::Relaxed);
    let request_id = format!("{}-{number}", site.run);
    let info = RequestInfo {
        request_id: request_id.clone(),
        deadline: SystemTime::now() + GATEWAY_WAITS,
        handler: entry.name,
    };
    let service = ServiceInfo { service_name: here.name.to_owned(), service_url: url };
    let Some(view) = site.views.get(&(entry.rpc, entry.name)) else {
        // The router has the same handlers.
        return not_found(&request, &[]);
    };
    let body = (entry.handle)(HttpCall { request, service, info, target });
    match AssertUnwindSafe(with_host(Arc::clone(view), body)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let what = format!("request `{request_id}` to `{}`: {}", entry.name, panic_text(&*panic));
            view.log(&Line { level: Level::Error, message: &what, execution: None });
            here.world.sink.failed(&what);
            let message = format!("something went wrong; see the log at request `{request_id}`");
            HttpError::new(500, HttpError::INTERNAL, message).to_response()
        }
    }
}

/// The answer where no handler is.
fn not_found(request: &Request, methods: &[&str]) -> Response {
    let (method, path) = (request.method(), request.uri().path());
    if methods.is_empty() {
        return HttpError::not_found(format!("no handler for `{method} {path}`")).to_response();
    }
    let message = format!("`{path}` answers {}, not {method}", methods.join(", "));
    let mut response = HttpError::new(405, "MethodNotAllowed", message).to_response();
    if let Ok(allow) = methods.join(", ").parse() {
        response.headers_mut().insert(http::header::ALLOW, allow);
    }
    response
}

/// The request with its whole body.
async fn read(request: hyper::Request<Incoming>) -> Result<Request, HttpError> {
    let (parts, body) = request.into_parts();
    if body.is_end_stream() {
        return Ok(Request::from_parts(parts, Vec::new()));
    }
    let too_large = || {
        let message = format!("the body is larger than {MAX_BODY} bytes, which is what API Gateway takes");
        HttpError::new(413, "PayloadTooLarge", message)
    };
    let declared = parts.headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
    if declared.is_some_and(|length| length > MAX_BODY) {
        return Err(too_large());
    }
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return Err(too_large()),
        Err(error) => return Err(HttpError::bad_request(format!("the body could not be read: {error}"))),
    };
    // Without a copy where the body came in one piece.
    Ok(Request::from_parts(parts, body.into()))
}

/// Where the caller found the service.
fn url(request: &Request, local: Option<SocketAddr>) -> String {
    match (request.headers().get(HOST).and_then(|it| it.to_str().ok()), local) {
        (Some(host), _) => format!("http://{host}"),
        (None, Some(local)) => format!("http://{local}"),
        (None, None) => String::new(),
    }
}
