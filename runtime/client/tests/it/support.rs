//! Transports without a network, and one that can wake a server.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use eventual::__private::{Target, call};
use eventual::{RequestInfo, ServiceInfo};
use eventual_runtime_client::{
    BoxFuture, ClientError, Request, Response, ServiceClient, Transport, TransportError,
};
use eventual_runtime_client_fixtures_shop::{Shop, orders, plain};

use crate::server::Server;

pub(crate) const URL: &str = "https://shop.example/prod";

/// Hands each request to the handler that it is for.
pub(crate) struct InProcess;

macro_rules! handlers {
    ($request:ident: $($handler:path),+ $(,)?) => {$(
        if Target::of::<$handler>(&$request).is_some() {
            let info = RequestInfo { handler: <$handler as eventual::__private::HttpHandler>::NAME, ..RequestInfo::default() };
            return Box::pin(async move { Ok(call::<$handler>($request, ServiceInfo::default(), info).await) });
        }
    )+};
}

impl Transport for InProcess {
    fn send(&self, request: Request, _timeout: Duration) -> BoxFuture<'_, Result<Response, TransportError>> {
        let request = without_stage(request);
        handlers!(request: plain::__hello, plain::__ping, plain::__add, plain::__timeout, plain::__count, plain::twins::one::__which, plain::twins::other::__which, orders::__create_order);
        Box::pin(async move { Ok(eventual::HttpError::not_found("no such handler").to_response()) })
    }

    fn sleep(&self, _time: Duration) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

/// As API Gateway does it.
fn without_stage(mut request: Request) -> Request {
    let path = request.uri().path().strip_prefix("/prod").unwrap().to_owned();
    *request.uri_mut() = path.parse().unwrap();
    request
}

/// A client of the handlers themselves.
pub(crate) fn shop() -> ServiceClient<Shop> {
    ServiceClient::builder(URL).transport(InProcess).build()
}

/// Plays answers back, and writes down what it was asked. Its clock stands still except for sleeps.
#[derive(Clone, Default)]
pub(crate) struct Played(Arc<Mutex<Tape>>);

#[derive(Default)]
struct Tape {
    answers: VecDeque<Result<Response, TransportError>>,
    requests: Vec<(Request, Duration)>,
    pauses: Vec<Duration>,
}

impl Played {
    pub(crate) fn new(answers: impl IntoIterator<Item = Result<Response, TransportError>>) -> Self {
        let played = Self::default();
        played.0.lock().unwrap().answers.extend(answers);
        played
    }

    /// The requests and the timeout of each.
    pub(crate) fn requests(&self) -> Vec<(Request, Duration)> {
        self.0.lock().unwrap().requests.clone()
    }

    /// A header of each request.
    pub(crate) fn headers(&self, name: &str) -> Vec<Option<String>> {
        let header = |request: &Request| Some(request.headers().get(name)?.to_str().unwrap().to_owned());
        self.requests().iter().map(|(request, _)| header(request)).collect()
    }

    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.0.lock().unwrap().pauses.clone()
    }
}

impl Transport for Played {
    fn send(&self, request: Request, timeout: Duration) -> BoxFuture<'_, Result<Response, TransportError>> {
        let mut tape = self.0.lock().unwrap();
        tape.requests.push((request, timeout));
        let answer = tape.answers.pop_front().expect("more requests than answers");
        Box::pin(async { answer })
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.0.lock().unwrap().pauses.push(time);
        Box::pin(async {})
    }
}

pub(crate) fn answer(status: u16, body: &str) -> Result<Response, TransportError> {
    Ok(http::Response::builder().status(status).body(body.into()).unwrap())
}

/// Awaits a call.
pub(crate) fn wait<T>(call: impl IntoFuture<Output = Result<T, ClientError>>) -> Result<T, ClientError> {
    futures::executor::block_on(call.into_future())
}

/// The same with the runtime that the transport over HTTP needs.
pub(crate) fn wait_on_tokio<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

/// A transport whose first pause starts what it sends to.
#[derive(Clone)]
pub(crate) struct Waking<T>(Arc<Sleeping<T>>);

struct Sleeping<T> {
    transport: T,
    wake: Box<dyn Fn() -> Server + Send + Sync>,
    woken: Mutex<Option<Server>>,
}

impl<T> Waking<T> {
    pub(crate) fn new(transport: T, wake: impl Fn() -> Server + Send + Sync + 'static) -> Self {
        Self(Arc::new(Sleeping { transport, wake: Box::new(wake), woken: Mutex::default() }))
    }

    /// The server, after a pause.
    pub(crate) fn woken(&self) -> Server {
        self.0.woken.lock().unwrap().take().expect("there was no pause")
    }
}

impl<T: Transport> Transport for Waking<T> {
    fn send(&self, request: Request, timeout: Duration) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.0.transport.send(request, timeout)
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.0.woken.lock().unwrap().get_or_insert_with(&self.0.wake);
        self.0.transport.sleep(time)
    }
}
