use std::collections::BTreeMap;
use std::time::Duration;

use eventual_constructs_aws::Setting;
use eventual_constructs_aws::events::EventBus;
use eventual_constructs_aws::lambda::FunctionProps;

/// The events of a service.
#[derive(Clone, Debug, Default)]
pub struct EventsProps {
    /// Bus to emit to and to subscribe on. Default: the service gets one of its own. Services that subscribe to each
    /// other's events share one.
    pub bus: Setting<EventBus>,
    /// Subscriptions, by handler id (`subscription_send_confirmation`).
    pub subscriptions: BTreeMap<String, SubscriptionProps>,
}

/// A subscription: its function, and what happens when it fails.
#[derive(Clone, Debug, Default)]
pub struct SubscriptionProps {
    /// The function.
    pub function: FunctionProps,
    /// Attempts in all for one event: 1 to 3 (Lambda's limit for asynchronous calls); up to 100 where the attribute
    /// puts a queue before the function (`retry(max_attempts = 5)` or with an `interval`). Default: the attribute's
    /// `retry`, else 3.
    pub max_attempts: Setting<u32>,
    /// Age after which an event is no longer tried, 60 s to 6 h, behind a queue to a day. Default: the attribute's;
    /// else 6 h, behind a queue none.
    pub max_event_age: Setting<Duration>,
    /// How long events stay in the dead-letter queue, at most 14 days. Default: 14 days.
    pub dead_letter_retention: Setting<Duration>,
}
