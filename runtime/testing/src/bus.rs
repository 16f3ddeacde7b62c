//! The bus: events to the subscriptions that take them.

use std::time::Duration;

use eventual_analyzer_pattern::Pattern;
use eventual_runtime_core::RequestInfo;
use eventual_runtime_core::consumer::Next;
use eventual_runtime_core::event::{EventDelivery, EventInfo};
use eventual_runtime_engine::{Emitted, Error, Timestamp};
use eventual_runtime_testing_memory::{BusEvent, Delivery, Operation, Work};
use serde_json::Value;

use crate::environment::{DeadLetter, TestEnvironment};
use crate::work::guarded;
use crate::world::World;

impl World {
    /// Hands an event that the service emitted to the subscriptions that take it.
    pub(crate) fn publish_emitted(&self, place: usize) {
        let event = {
            let state = self.memory.state();
            let Some((origin, emitted)) = state.emitted.get(place) else { return };
            emission(self.host.service, place, origin, emitted, state.now)
        };
        self.publish(&event);
    }

    /// Hands an event, of whichever service, to the subscriptions that take it.
    pub(crate) fn publish(&self, event: &BusEvent) {
        let own = self.host.service;
        let detail = event.detail.read().unwrap_or_default();
        for (subscription, entry) in self.host.handlers.subscriptions.iter().enumerate() {
            let takes = entry.events.contains(&event.name.as_str())
                && entry.source.unwrap_or(own) == event.source
                && matches((entry.options)().filter, &detail);
            if takes && !self.disabled.contains(entry.name) {
                let delivery = Delivery { subscription, event: event.clone(), attempt: 1 };
                self.memory.later(Operation::Route, Duration::ZERO, Work::Delivery(delivery));
            }
        }
    }

    /// A delivery failed: it is tried again later, or given up.
    fn failed(&mut self, delivery: Delivery, detail: Value, error: Error) {
        let Delivery { subscription, event, attempt } = delivery;
        let Some(entry) = self.host.handlers.subscriptions.get(subscription).copied() else { return };
        let error = match (entry.options)().policy.after(attempt, error) {
            Next::Retry(pause, _) => {
                let next = Delivery { subscription, event, attempt: attempt + 1 };
                return self.memory.later(Operation::Route, pause, Work::Delivery(next));
            }
            Next::GiveUp(given_up) => given_up.error,
        };
        let name = entry.name;
        let letter = DeadLetter { subscription: name.to_owned(), event: event.name, detail, error };
        self.dead_letters.push(letter);
    }
}

impl TestEnvironment {
    /// Hands an event to a subscription.
    pub(crate) fn hand_over(&self, delivery: Delivery) {
        let host = self.host();
        let Some(entry) = host.handlers.subscriptions.get(delivery.subscription).copied() else { return };
        let (service, request) =
            self.with_world(|world| (world.service_info(), world.request_info(entry.name)));
        let detail: Value = delivery.event.detail.read().unwrap_or_default();
        let policy = (entry.options)().policy;
        let now = self.with_world(|world| world.memory.now());
        let since = |at: Timestamp| Duration::from_millis(now.as_millis().saturating_sub(at.as_millis()));
        let age = delivery.event.at.map_or(Duration::ZERO, since);
        if let Some(given_up) = policy.before(delivery.attempt, age) {
            let letter = DeadLetter {
                subscription: entry.name.to_owned(),
                event: delivery.event.name,
                detail,
                error: given_up.error,
            };
            self.with_world(|world| world.dead_letters.push(letter));
            return;
        }
        let handed = EventDelivery {
            event: info(&delivery.event),
            detail: detail.clone(),
            service,
            request: RequestInfo { handler: entry.name, ..request },
        };
        let result = guarded(&host, async move { (entry.handle)(handed).await });
        if let Err(error) = result.and_then(|result| result) {
            self.with_world(|world| world.failed(delivery, detail, error));
        }
    }
}

/// An event that the service emitted. The bus gives it a new id each time; its origin is that of the emission.
fn emission(service: &str, place: usize, origin: &str, emitted: &Emitted, now: Timestamp) -> BusEvent {
    BusEvent {
        id: format!("event-{}", place + 1),
        origin: Some(origin.to_owned()),
        source: service.to_owned(),
        name: emitted.name.to_string(),
        at: Some(now),
        detail: emitted.payload.clone(),
    }
}

fn info(event: &BusEvent) -> EventInfo {
    let time = event.at.map(|at| {
        let at = i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
        jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_string()
    });
    EventInfo {
        name: event.name.clone(),
        source: event.source.clone(),
        id: event.id.clone(),
        origin: event.origin.clone(),
        time: time.unwrap_or_default(),
    }
}

/// Whether an event passes the filter of a subscription. What is no pattern lets nothing through.
fn matches(filter: Option<&str>, detail: &Value) -> bool {
    filter.is_none_or(|text| Pattern::parse(text).is_ok_and(|pattern| pattern.matches(detail)))
}

#[cfg(test)]
mod tests {
    use eventual_runtime_engine::Payload;

    use super::*;

    #[test]
    fn an_emission_that_is_repeated_has_one_origin_and_two_ids() {
        let emitted = Emitted { name: "Paid".into(), payload: Payload::null() };
        let [first, second] =
            [0, 1].map(|place| info(&emission("shop", place, "o-1/0.4#0", &emitted, Timestamp(0))));
        assert_eq!(first.origin.as_deref(), Some("o-1/0.4#0"));
        assert_eq!(first.origin, second.origin);
        assert_ne!(first.id, second.id);
    }
}
