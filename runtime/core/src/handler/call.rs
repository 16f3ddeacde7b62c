use crate::host::Serving;
use crate::http::{HttpError, Request, Response};
use crate::info::{RequestInfo, ServiceInfo};
use crate::input::match_path;
use crate::middleware::{BoxFuture, CallContext, Chain};

use eventual_analyzer_model::contract::RPC_PREFIX;

/// A handler that answers HTTP requests: a command or a raw route.
pub trait HttpHandler: 'static {
    /// Wire name.
    const NAME: &'static str;
    /// Method of its route.
    const METHOD: &'static str;
    /// Path template of its route; `None`: a command that answers only at `POST /rpc/<name>`.
    const PATH: Option<&'static str>;
    /// Whether it is a command, which also answers at `POST /rpc/<name>`.
    const RPC: bool;

    /// Whether anything looks at headers. If not, a host may leave them out.
    const READS_HEADERS: bool = true;

    /// Answers one request. Not generic, so it is compiled once, in the service's crate.
    fn handle(call: HttpCall) -> BoxFuture<Response>;
}

/// One HTTP request as a host hands it to a handler.
#[derive(Clone, Debug)]
pub struct HttpCall {
    /// The request.
    pub request: Request,
    /// The service, with the URL that the request came to.
    pub service: ServiceInfo,
    /// Id and deadline.
    pub info: RequestInfo,
    /// Which of the handler's addresses was called.
    pub target: Target,
}

/// Which address of a handler was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// `POST /rpc/<name>`.
    Rpc,
    /// The route, with its path parameters by name, percent-decoded.
    Route(Vec<(String, String)>),
}

impl Target {
    /// Whether `request` is for the handler `H`, and which of its addresses it names.
    pub fn of<H: HttpHandler>(request: &Request) -> Option<Self> {
        Self::find(H::NAME, H::METHOD, H::PATH, H::RPC, request)
    }

    pub(super) fn find(
        name: &str,
        method: &str,
        path: Option<&str>,
        rpc: bool,
        request: &Request,
    ) -> Option<Self> {
        let called = request.uri().path();
        if rpc && called.strip_prefix(RPC_PREFIX) == Some(name) {
            return (request.method() == http::Method::POST).then_some(Self::Rpc);
        }
        if request.method() != method {
            return None;
        }
        match_path(path?, called).map(Self::Route)
    }

    /// The path parameters; `None` for an RPC.
    pub(crate) fn path(&self) -> Option<&[(String, String)]> {
        match self {
            Self::Rpc => None,
            Self::Route(parameters) => Some(parameters),
        }
    }
}

/// Runs a handler's chain of middleware; `end` reads the input and calls the function.
pub fn serve<C: Chain>(
    call: HttpCall,
    chain: C,
    end: fn(Request, Target, C::Context) -> BoxFuture<Response>,
) -> BoxFuture<Response> {
    let HttpCall { request, service, info, target } = call;
    let path = target.path().map(<[_]>::to_vec).unwrap_or_default().into();
    let context = CallContext { service: service.clone(), request: info, path };
    let inner = Box::new(move |request, context| end(request, target, context));
    Box::pin(Serving { service, future: chain.run(request, context, inner) })
}

/// Answers a request through the handler's real router path, without a network: 404 if the request is not for
/// it.
pub async fn call<H: HttpHandler>(request: Request, service: ServiceInfo, info: RequestInfo) -> Response {
    let Some(target) = Target::of::<H>(&request) else {
        let message = format!("no handler for `{} {}`", request.method(), request.uri().path());
        return HttpError::not_found(message).to_response();
    };
    H::handle(HttpCall { request, service, info, target }).await
}
