//! [`World`]: all services of the process, and what they share.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use eventual_analyzer_pattern::Pattern;
use eventual_runtime_core::ServiceInfo;
use eventual_runtime_core::event::SubscriptionOptions;
use eventual_runtime_core::handler::{Catalogue, Handlers, SubscriptionEntry};
use eventual_runtime_engine::{Error, RetryPolicy, Timestamp};
use eventual_runtime_local_protocol::{Report, ServeError};
use eventual_runtime_operator::ServiceDescription;
use eventual_runtime_orchestrator::{CallKey, StoreError};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use crate::busy::Busy;
use crate::executions::{Shard, Timers};
use crate::handlers::{Log, Seen};
use crate::http::Router;
use crate::store::{Keys, Store};

/// How often a delivery is tried where the subscription does not say: as often as Lambda does.
const DEFAULT_DELIVERIES: u32 = 3;

/// All services of the process.
pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) services: Vec<Service>,
    pub(crate) timers: Timers,
    /// Where tasks and subscriptions run.
    pub(crate) runtime: Handle,
    /// What runs now, bodies of tasks excepted, so that stopping can wait for it.
    pub(crate) busy: Busy,
    /// Bodies of tasks that run now.
    pub(crate) bodies: Busy,
    pub(crate) sink: Sink,
    stopping: AtomicBool,
    counter: AtomicU64,
}

/// One service.
pub(crate) struct Service {
    pub(crate) name: &'static str,
    pub(crate) version: String,
    pub(crate) handlers: Arc<Handlers>,
    pub(crate) router: Router,
    pub(crate) keys: Keys,
    pub(crate) subscriptions: Vec<Subscription>,
    pub(crate) shards: Vec<Shard>,
    /// Where it answers, once it does.
    pub(crate) url: OnceLock<String>,
    /// Attempts whose bodies run now.
    pub(crate) attempts: Mutex<BTreeMap<CallKey, (u32, AbortHandle)>>,
    pub(crate) log: Log,
    pub(crate) seen: Seen,
    /// What the analyzer found, as JSON.
    pub(crate) model: Option<&'static str>,
    pub(crate) described: OnceLock<ServiceDescription>,
    document: OnceLock<Value>,
}

/// A subscription with what its attribute says.
pub(crate) struct Subscription {
    pub(crate) entry: SubscriptionEntry,
    pub(crate) options: SubscriptionOptions,
    pub(crate) pattern: Option<Pattern>,
}

/// One service within its world.
#[derive(Clone)]
pub(crate) struct ServiceHandle {
    pub(crate) world: Arc<World>,
    pub(crate) index: usize,
}

impl Deref for ServiceHandle {
    type Target = Service;
    fn deref(&self) -> &Service {
        // An index is only made for a service that is there, and none is ever taken away.
        &self.world.services[self.index]
    }
}

impl World {
    pub(crate) fn new(
        store: Store,
        services: Vec<Service>,
        runtime: Handle,
        sink: Sink,
        counter: u64,
    ) -> Arc<Self> {
        Arc::new(Self {
            store,
            services,
            timers: Timers::default(),
            runtime,
            busy: Busy::default(),
            bodies: Busy::default(),
            sink,
            stopping: AtomicBool::new(false),
            counter: AtomicU64::new(counter),
        })
    }

    /// All services, each within this world.
    pub(crate) fn all(self: &Arc<Self>) -> impl Iterator<Item = ServiceHandle> + '_ {
        (0..self.services.len()).map(|index| ServiceHandle { world: Arc::clone(self), index })
    }

    /// A number that no other thing of the store has; larger than those before.
    pub(crate) fn number(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }

    /// Nothing new is begun from now on; what is in the store stays there for the next process.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.timers.wake();
        self.services.iter().flat_map(|it| &it.shards).for_each(Shard::wake);
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

impl Service {
    /// The service that `service!` defined.
    pub(crate) fn of<S: Catalogue>(
        version: &str,
        model: Option<&'static str>,
        shards: usize,
    ) -> Result<Self, ServeError> {
        let handlers = S::handlers();
        let subscriptions = handlers.subscriptions.iter().map(|entry| Subscription::new(S::NAME, *entry));
        Ok(Self {
            name: S::NAME,
            version: version.to_owned(),
            model,
            router: Router::new(&handlers.http),
            keys: Keys::new(S::NAME),
            subscriptions: subscriptions.collect::<Result<_, _>>()?,
            shards: (0..shards).map(|_| Shard::default()).collect(),
            handlers: Arc::new(handlers),
            url: OnceLock::new(),
            attempts: Mutex::default(),
            log: Log::default(),
            seen: Seen::default(),
            document: OnceLock::new(),
            described: OnceLock::new(),
        })
    }

    /// The service as handlers without a request see it.
    pub(crate) fn info(&self) -> ServiceInfo {
        let service_url = self.url.get().cloned().unwrap_or_default();
        ServiceInfo { service_name: self.name.to_owned(), service_url }
    }

    /// The OpenAPI 3.1 document, without `servers`. Computes schemas when it is first asked for.
    pub(crate) fn document(&self) -> &Value {
        self.document.get_or_init(|| {
            eventual_analyzer_openapi::openapi(&self.handlers.description(self.name, &self.version))
        })
    }

    pub(crate) fn attempts(&self) -> MutexGuard<'_, BTreeMap<CallKey, (u32, AbortHandle)>> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Subscription {
    fn new(service: &str, entry: SubscriptionEntry) -> Result<Self, ServeError> {
        let options = (entry.options)();
        let pattern = options.filter.map(Pattern::parse).transpose();
        let pattern = pattern.map_err(|error| ServeError::Filter {
            service: service.to_owned(),
            subscription: entry.name.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self { entry, options, pattern })
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.options.policy.retry.clone().unwrap_or_else(|| RetryPolicy::times(DEFAULT_DELIVERIES))
    }

    /// Whether it takes this event of this service.
    pub(crate) fn takes(&self, own: &str, source: &str, name: &str, detail: &Value) -> bool {
        self.entry.source.unwrap_or(own) == source
            && self.entry.events.contains(&name)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(detail))
    }
}

/// The time.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// As JSON, for the store.
pub(crate) fn written(value: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError(format!("cannot be written as JSON: {error}")))
}

/// From the store.
pub(crate) fn read<T: serde::de::DeserializeOwned>(what: &str, text: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(text)
        .map_err(|error| StoreError(format!("{what} in the local store cannot be read: {error}")))
}

/// Takes reports. Called from several threads.
#[derive(Clone)]
pub(crate) struct Sink(Arc<dyn Fn(Report) + Send + Sync>);

impl Sink {
    pub(crate) fn new(take: impl Fn(Report) + Send + Sync + 'static) -> Self {
        Self(Arc::new(take))
    }

    pub(crate) fn take(&self, report: Report) {
        (self.0)(report);
    }

    pub(crate) fn failed(&self, reason: &str) {
        self.take(Report::Failed { reason: reason.to_owned() });
    }

    pub(crate) fn delivery_failed(
        &self,
        subscription: &str,
        event: &str,
        error: &Error,
        again: Option<Timestamp>,
    ) {
        self.take(Report::DeliveryFailed {
            subscription: subscription.to_owned(),
            event: event.to_owned(),
            reason: error.to_string(),
            again,
        });
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}
