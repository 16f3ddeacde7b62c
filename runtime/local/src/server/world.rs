//! [`World`]: all services of the process, and what they share.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use eventual_runtime_core::ServiceInfo;
use eventual_runtime_core::event::SubscriptionOptions;
use eventual_runtime_core::handler::{Catalogue, Handlers, SubscriptionEntry};
use eventual_runtime_engine::{RetryPolicy, Timestamp};
use eventual_runtime_operator::ServiceDescription;
use eventual_runtime_orchestrator::{CallKey, StoreError};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::task::AbortHandle;

use super::busy::Busy;
use super::error::ServeError;
use super::http::Router;
use super::keys::Keys;
use super::lane::Lane;
use super::log::Log;
use super::seen::Seen;
use super::sink::Sink;
use super::store::Store;
use super::timers::Timers;
use eventual_analyzer_pattern::Pattern;

/// How often a delivery is tried where the subscription does not say: as often as Lambda does.
const DELIVERIES: u32 = 3;

/// All services of the process.
pub(super) struct World {
    pub(super) store: Store,
    pub(super) services: Vec<Service>,
    pub(super) timers: Timers,
    /// Where tasks and subscriptions run.
    pub(super) runtime: Handle,
    /// What runs now, bodies of tasks excepted, so that stopping can wait for it.
    pub(super) busy: Busy,
    /// Bodies of tasks that run now.
    pub(super) bodies: Busy,
    pub(super) sink: Sink,
    stopping: AtomicBool,
    counter: AtomicU64,
}

/// One service.
pub(super) struct Service {
    pub(super) name: &'static str,
    pub(super) version: String,
    pub(super) handlers: Arc<Handlers>,
    pub(super) router: Router,
    pub(super) keys: Keys,
    pub(super) subscriptions: Vec<Subscription>,
    pub(super) lanes: Vec<Lane>,
    /// Where it answers, once it does.
    pub(super) url: OnceLock<String>,
    /// Attempts whose bodies run now.
    pub(super) attempts: Mutex<BTreeMap<CallKey, (u32, AbortHandle)>>,
    pub(super) log: Log,
    pub(super) seen: Seen,
    /// What the analyzer found, as JSON.
    pub(super) model: Option<&'static str>,
    pub(super) described: OnceLock<ServiceDescription>,
    document: OnceLock<Value>,
}

/// A subscription with what its attribute says.
pub(super) struct Subscription {
    pub(super) entry: SubscriptionEntry,
    pub(super) options: SubscriptionOptions,
    pub(super) pattern: Option<Pattern>,
}

/// One service within its world.
#[derive(Clone)]
pub(super) struct Here {
    pub(super) world: Arc<World>,
    pub(super) index: usize,
}

impl Deref for Here {
    type Target = Service;
    fn deref(&self) -> &Service {
        // An index is only made for a service that is there, and none is ever taken away.
        &self.world.services[self.index]
    }
}

impl World {
    pub(super) fn new(
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
    pub(super) fn all(self: &Arc<Self>) -> impl Iterator<Item = Here> + '_ {
        (0..self.services.len()).map(|index| Here { world: Arc::clone(self), index })
    }

    /// A number that no other thing of the store has; larger than those before.
    pub(super) fn number(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }

    /// Nothing new is begun from now on; what is in the store stays there for the next process.
    pub(super) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.timers.wake();
        self.services.iter().flat_map(|it| &it.lanes).for_each(Lane::wake);
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }
}

impl Service {
    /// The service that `service!` defined.
    pub(super) fn of<S: Catalogue>(
        version: &str,
        model: Option<&'static str>,
        lanes: usize,
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
            lanes: (0..lanes).map(|_| Lane::default()).collect(),
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
    pub(super) fn info(&self) -> ServiceInfo {
        let service_url = self.url.get().cloned().unwrap_or_default();
        ServiceInfo { service_name: self.name.to_owned(), service_url }
    }

    /// The OpenAPI 3.1 document, without `servers`. Computes schemas when it is first asked for.
    pub(super) fn document(&self) -> &Value {
        self.document.get_or_init(|| {
            eventual_analyzer_openapi::openapi(&self.handlers.description(self.name, &self.version))
        })
    }

    pub(super) fn attempts(&self) -> MutexGuard<'_, BTreeMap<CallKey, (u32, AbortHandle)>> {
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

    pub(super) fn retry(&self) -> RetryPolicy {
        self.options.retry.clone().unwrap_or_else(|| RetryPolicy::times(DELIVERIES))
    }

    /// Whether it takes this event of this service.
    pub(super) fn takes(&self, own: &str, source: &str, name: &str, detail: &Value) -> bool {
        self.entry.source.unwrap_or(own) == source
            && self.entry.events.contains(&name)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.matches(detail))
    }
}

/// The time.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// As JSON, for the store.
pub(super) fn written(value: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|error| StoreError(format!("can not be written as JSON: {error}")))
}

/// From the store.
pub(super) fn read<T: serde::de::DeserializeOwned>(what: &str, text: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(text)
        .map_err(|error| StoreError(format!("{what} in the local store can not be read: {error}")))
}
