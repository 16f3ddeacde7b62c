use std::fmt;
use std::marker::PhantomData;

use eventual_analyzer_describe::{HandlerDescription, ServiceDescription};
use eventual_runtime_engine::{Result, Task, TaskEntry, Workflow, WorkflowEntry};

use super::{Describe, HandlerAt, HttpCall, HttpHandler, Service, Target};
use crate::event::{EventDelivery, EventHandler, SubscriptionOptions};
use crate::http::{Request, Response};
use crate::middleware::BoxFuture;

/// A service that can list its handlers: for hosts that run all of them in one process. `service!` implements it.
pub trait Catalogue: Service {
    /// All handlers that are compiled.
    fn handlers() -> Handlers;
}

/// The handlers of a service, each kind by name.
#[derive(Clone, Debug, Default)]
pub struct Handlers {
    /// Commands and raw routes.
    pub http: Vec<HttpEntry>,
    /// Subscriptions.
    pub subscriptions: Vec<SubscriptionEntry>,
    /// Tasks.
    pub tasks: Vec<TaskEntry>,
    /// Workflows.
    pub workflows: Vec<WorkflowEntry>,
    /// What each handler and event says of itself.
    pub describe: Vec<fn() -> HandlerDescription>,
}

impl Handlers {
    /// What all handlers and events say of themselves. Computes schemas: ask once.
    pub fn description(&self, name: &str, version: &str) -> ServiceDescription {
        let mut description = ServiceDescription::new(name, version);
        self.describe.iter().for_each(|describe| description.push(describe()));
        description
    }
}

/// A command or raw route without its type.
#[derive(Clone, Copy, Debug)]
pub struct HttpEntry {
    /// Wire name.
    pub name: &'static str,
    /// Method of the route.
    pub method: &'static str,
    /// Path template of the route.
    pub path: Option<&'static str>,
    /// Whether it answers at `POST /rpc/<name>` too.
    pub rpc: bool,
    /// Answers one request.
    pub handle: fn(HttpCall) -> BoxFuture<Response>,
}

impl HttpEntry {
    /// The entry of a handler.
    pub const fn of<H: HttpHandler>() -> Self {
        Self { name: H::NAME, method: H::METHOD, path: H::PATH, rpc: H::RPC, handle: H::handle }
    }

    /// Whether the request is for this handler, and for which of its addresses.
    pub fn target(&self, request: &Request) -> Option<Target> {
        Target::find(self.name, self.method, self.path, self.rpc, request)
    }
}

/// A subscription without its type.
#[derive(Clone, Copy, Debug)]
pub struct SubscriptionEntry {
    /// Wire name.
    pub name: &'static str,
    /// Wire names of the events it takes.
    pub events: &'static [&'static str],
    /// Service whose events it takes; `None`: its own.
    pub source: Option<&'static str>,
    /// Which of these events it takes, and what follows if it fails.
    pub options: fn() -> SubscriptionOptions,
    /// Takes one event.
    pub handle: fn(EventDelivery) -> BoxFuture<Result<()>>,
}

impl SubscriptionEntry {
    /// The entry of a handler.
    pub const fn of<H: EventHandler>() -> Self {
        Self { name: H::NAME, events: H::EVENTS, source: H::SOURCE, options: H::options, handle: H::handle }
    }
}

/// A place in the registry of the service `S` that may be empty, as the source cannot tell what a `cfg` takes
/// away. Method resolution at `(&At::<S, HASH>::new()).http(..)` finds the handler if there is one, else
/// [`IfRegistered`], which does nothing.
pub struct At<S, const HASH: u64>(PhantomData<S>);

impl<S, const HASH: u64> At<S, HASH> {
    /// The place.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<S, const HASH: u64> Default for At<S, HASH> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, const HASH: u64> fmt::Debug for At<S, HASH> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "At({HASH:#x})")
    }
}

macro_rules! registered {
    ($($(#[$doc:meta])* $trait:ident $method:ident ($($bound:path),+) |$all:ident, $handler:ident| $body:expr;)+) => {
        $(
            $(#[$doc])*
            pub trait $trait {
                /// Adds it.
                fn $method(&self, all: &mut Handlers);
            }
            impl<S: HandlerAt<HASH>, const HASH: u64> $trait for At<S, HASH>
            where
                S::Handler: $($bound +)+,
            {
                #[inline]
                fn $method(&self, $all: &mut Handlers) {
                    type $handler<S, const HASH: u64> = <S as HandlerAt<HASH>>::Handler;
                    $body
                }
            }
        )+
        /// An empty place.
        pub trait IfRegistered {
            $(
                /// Adds nothing.
                fn $method(&self, _all: &mut Handlers) {}
            )+
        }
        impl<S, const HASH: u64> IfRegistered for &At<S, HASH> {}
    };
}

registered! {
    /// A place with a command or route.
    IfHttp http (HttpHandler, Describe) |all, H| {
        all.http.push(HttpEntry::of::<H<S, HASH>>());
        all.describe.push(H::<S, HASH>::describe);
    };
    /// A place with a subscription.
    IfSubscription subscription (EventHandler, Describe) |all, H| {
        all.subscriptions.push(SubscriptionEntry::of::<H<S, HASH>>());
        all.describe.push(H::<S, HASH>::describe);
    };
    /// A place with a task.
    IfTask task (Task) |all, H| all.tasks.push(TaskEntry::of::<H<S, HASH>>());
    /// A place with a workflow.
    IfWorkflow workflow (Workflow) |all, H| all.workflows.push(WorkflowEntry::of::<H<S, HASH>>());
    /// A place with an event.
    IfEvent event (Describe) |all, H| all.describe.push(H::<S, HASH>::describe);
}
