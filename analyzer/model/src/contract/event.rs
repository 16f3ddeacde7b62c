//! Names of events and subscriptions: the bus, the queue before a subscription, the origin of an event.

use super::Verb;

/// Emits the event.
pub const EMIT: Verb = Verb::new("event", "emit");
pub(super) const VERBS: &[Verb] = &[EMIT];

/// Environment variable with the name of the service's EventBridge bus.
pub const ENV_EVENT_BUS: &str = "EVENTUAL_EVENT_BUS";
/// Environment variable with the URL of the queue before a subscription's function.
pub const ENV_EVENTS_QUEUE: &str = "EVENTUAL_EVENTS_QUEUE";
/// Environment variable with the URL of the queue where a subscription with a queue puts events it gives up.
pub const ENV_DEAD_LETTERS: &str = "EVENTUAL_DEAD_LETTERS";
/// Environment variable with how often such a subscription tries an event, where the infrastructure program says
/// otherwise than the attribute.
pub const ENV_EVENT_ATTEMPTS: &str = "EVENTUAL_EVENT_ATTEMPTS";
/// Environment variable with the age in seconds after which such a subscription stops retrying an event. Unset: any.
pub const ENV_EVENT_AGE: &str = "EVENTUAL_EVENT_AGE";
/// Attempts that Lambda makes for an event without a queue.
pub const LAMBDA_ATTEMPTS: u32 = 3;

/// What marks an event's origin among its `resources`; the others are ARNs of what an event is about.
const ORIGIN_PREFIX: &str = "origin:";

/// An event's origin as it stands in its `resources`.
pub fn origin_resource(origin: &str) -> String {
    [ORIGIN_PREFIX, origin].concat()
}

/// The origin in an entry of an event's `resources`; `None` if the entry is something else.
pub fn origin_of_resource(resource: &str) -> Option<&str> {
    resource.strip_prefix(ORIGIN_PREFIX)
}
