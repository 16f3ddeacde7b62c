use eventual_runtime_engine::{Error, Result};
use serde_json::Value;

use crate::consumer::ConsumerPolicy;
use crate::handler::IntoBoxError;
use crate::info::{RequestInfo, ServiceInfo};
use crate::middleware::{BoxFuture, CallContext, With};

/// A handler that takes events: a subscription.
pub trait EventHandler: 'static {
    /// Wire name.
    const NAME: &'static str;
    /// Wire names of the events it takes.
    const EVENTS: &'static [&'static str];
    /// Service whose events it takes; `None`: its own.
    const SOURCE: Option<&'static str>;
    /// Which of these events it takes, and what follows if it fails, as far as its attribute says.
    fn options() -> SubscriptionOptions {
        SubscriptionOptions::default()
    }

    /// Takes one event. An error is a failed delivery: it is tried again, and in the end dead-lettered, by the
    /// host. Not generic, so it is compiled once, in the service's crate.
    fn handle(delivery: EventDelivery) -> BoxFuture<Result<()>>;
}

/// Which events a subscription takes, and what follows if it fails. On AWS rule and function are configured by it; any
/// other host reads it here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SubscriptionOptions {
    /// EventBridge pattern that the event must match, as JSON.
    pub filter: Option<&'static str>,
    /// How often and how long an event is tried.
    pub policy: ConsumerPolicy,
}

/// One event as a host hands it to a subscription.
#[derive(Clone, Debug)]
pub struct EventDelivery {
    /// What the bus says of the event.
    pub event: EventInfo,
    /// The event.
    pub detail: Value,
    /// The service that takes it.
    pub service: ServiceInfo,
    /// Id and deadline of this attempt.
    pub request: RequestInfo,
}

/// What the bus says of an event; a subscription gets it by `&EventInfo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventInfo {
    /// Wire name.
    pub name: String,
    /// Service that emitted it.
    pub source: String,
    /// Its id on the bus; the same in every attempt to deliver it. An event that is put on the bus twice has two.
    pub id: String,
    /// The emission that it comes from; the same however often the event is put on the bus and delivered. `None` for
    /// events that were not emitted by a service of this framework.
    pub origin: Option<String>,
    /// When it was emitted, RFC 3339.
    pub time: String,
}

impl EventDelivery {
    /// The event's name and value, and what the handler can ask for.
    pub fn split(self) -> (String, Value, With<EventInfo, CallContext>) {
        let call = CallContext::new(self.service, self.request);
        (self.event.name.clone(), self.detail, With(self.event, call))
    }
}

/// What became of a delivery. A type of its own so that subscriptions may return `()` or a `Result`.
pub fn delivered<E: IntoBoxError>(result: Result<(), E>) -> Result<()> {
    result.map_err(|error| Error::from(error.into_box()))
}
