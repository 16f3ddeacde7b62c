//! The bus: events to the subscriptions that take them.

use std::time::Duration;

use eventual_analyzer_pattern::Pattern;
use eventual_runtime_core::RequestInfo;
use eventual_runtime_core::event::{EventDelivery, EventInfo};
use eventual_runtime_engine::Error;
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
            let Some((_, emitted)) = state.emitted.get(place) else { return };
            BusEvent {
                id: format!("event-{}", place + 1),
                source: self.host.service.to_owned(),
                name: emitted.name.to_string(),
                at: Some(state.now),
                detail: emitted.payload.clone(),
            }
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
        let entry = self.host.handlers.subscriptions.get(subscription);
        if let Some(pause) = entry.and_then(|it| (it.options)().pause_after(attempt)) {
            let next = Delivery { subscription, event, attempt: attempt + 1 };
            return self.memory.later(Operation::Route, pause, Work::Delivery(next));
        }
        let name = entry.map_or("", |it| it.name);
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

fn info(event: &BusEvent) -> EventInfo {
    let time = event.at.map(|at| {
        let at = i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
        jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_string()
    });
    EventInfo {
        name: event.name.clone(),
        source: event.source.clone(),
        id: event.id.clone(),
        time: time.unwrap_or_default(),
    }
}

/// Whether an event passes the filter of a subscription. What is no pattern lets nothing through.
fn matches(filter: Option<&str>, detail: &Value) -> bool {
    filter.is_none_or(|text| Pattern::parse(text).is_ok_and(|pattern| pattern.matches(detail)))
}
