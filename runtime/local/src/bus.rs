//! The bus: events to subscriptions, tried again as their policy says, and at last dead letters.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use eventual_runtime_core::RequestInfo;
use eventual_runtime_core::consumer::Next;
use eventual_runtime_core::event::{EventDelivery, EventInfo};
use eventual_runtime_core::host::with_host;
use eventual_runtime_engine::{Emitted, Error, Payload, Timestamp};
use eventual_runtime_orchestrator::StoreError;
use futures::FutureExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::executions::Due;
use crate::handlers::{View, panic_text};
use crate::store::{Keyspace, number};
use crate::world::{ServiceHandle, Subscription, now, read, written};

/// What Lambda gives a function at most; nothing ends a delivery here, so that a debugger may hold it.
const MAX_DELIVERY: Duration = Duration::from_mins(15);

/// An event on its way to a subscription.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Delivery {
    subscription: String,
    event: OnBus,
    /// The attempt that comes next, from 1.
    attempt: u32,
    due: Timestamp,
}

/// An event as the bus carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct OnBus {
    /// That of its emission: the bus is a table, and takes each once.
    pub(crate) id: String,
    pub(crate) source: String,
    pub(crate) name: String,
    pub(crate) at: Timestamp,
    pub(crate) detail: Payload,
}

/// An event that a subscription could not take, after all attempts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct DeadLetter {
    pub(crate) subscription: String,
    pub(crate) event: OnBus,
    /// How often it was tried.
    pub(crate) attempts: u32,
    /// When it was given up.
    pub(crate) at: Timestamp,
    /// Why the last attempt failed.
    pub(crate) error: Error,
}

impl ServiceHandle {
    /// Puts events of this service on the bus, each with its id. Gives the write after which they are
    /// certain.
    pub(crate) fn publish(&self, events: impl Iterator<Item = (String, Emitted)>) -> Result<u64, StoreError> {
        let at = now();
        let events = events.map(|(id, event)| OnBus {
            id,
            source: self.name.to_owned(),
            name: event.name.into_owned(),
            at,
            detail: event.payload,
        });
        self.carry(events.collect())
    }

    /// Puts events on the bus.
    pub(crate) fn carry(&self, events: Vec<OnBus>) -> Result<u64, StoreError> {
        let mut deliveries: Vec<(ServiceHandle, Delivery)> = Vec::new();
        for event in events {
            let detail: Value = event.detail.read().unwrap_or_default();
            for here in self.world.all() {
                for subscription in &here.subscriptions {
                    if subscription.takes(here.name, &event.source, &event.name, &detail) {
                        let subscription = subscription.entry.name.to_owned();
                        let delivery =
                            Delivery { subscription, event: event.clone(), attempt: 1, due: event.at };
                        deliveries.push((here.clone(), delivery));
                    }
                }
            }
        }
        let texts: Vec<Vec<u8>> =
            deliveries.iter().map(|(_, delivery)| written(delivery)).collect::<Result<_, _>>()?;
        let (numbers, write) = self.world.store.write(|draft| {
            let mut numbers = Vec::new();
            for ((here, _), text) in deliveries.iter().zip(texts) {
                let number = self.world.number();
                draft.put(here.keys.numbered(Keyspace::Delivery, number), text);
                numbers.push(number);
            }
            Ok(numbers)
        })?;
        for ((here, _), number) in deliveries.iter().zip(numbers) {
            here.deliver(number);
        }
        Ok(write)
    }

    /// Tries to deliver, once it is certain that it is to be delivered.
    pub(crate) fn deliver(&self, number: u64) {
        if self.world.is_stopping() {
            return;
        }
        let (here, work) = (self.clone(), self.world.busy.begin());
        self.world.runtime.spawn(async move {
            if let Err(error) = here.deliver_now(number).await
                && !here.world.is_stopping()
            {
                here.world.sink.failed(&format!("delivery of an event: {error}"));
            }
            drop(work);
        });
    }

    async fn deliver_now(&self, number: u64) -> Result<(), StoreError> {
        let store = &self.world.store;
        let key = self.keys.numbered(Keyspace::Delivery, number);
        let Some(text) = store.get(&key)? else { return Ok(()) };
        store.settled(store.last()).await?;
        let delivery: Delivery = read("a delivery", &text)?;
        let subscription = self.subscriptions.iter().find(|it| it.entry.name == delivery.subscription);
        let Some(subscription) = subscription else {
            let message = format!("the service has no subscription `{}` any more", delivery.subscription);
            return self.bury(key, delivery, Error::new("SubscriptionNotFound", message));
        };
        let age = Duration::from_millis(now().as_millis().saturating_sub(delivery.event.at.as_millis()));
        if let Some(given_up) = subscription.options.policy.before(delivery.attempt, age) {
            let delivery = Delivery { attempt: given_up.attempts, ..delivery };
            return self.bury(key, delivery, given_up.error);
        }
        match self.hand_over(subscription, &delivery).await {
            Ok(()) => {
                store.write(|draft| {
                    draft.remove(key);
                    Ok(())
                })?;
                Ok(())
            }
            Err(error) => self.failed(subscription, key, number, delivery, error),
        }
    }

    async fn hand_over(&self, subscription: &Subscription, delivery: &Delivery) -> Result<(), Error> {
        let OnBus { id, source, name, at, detail } = &delivery.event;
        let time = i64::try_from(at.as_millis()).unwrap_or(i64::MAX);
        let time = jiff::Timestamp::from_millisecond(time).unwrap_or_default().to_string();
        let entry = subscription.entry;
        let handed = EventDelivery {
            event: EventInfo {
                name: name.clone(),
                source: source.clone(),
                id: id.clone(),
                origin: Some(id.clone()),
                time,
            },
            detail: detail.read()?,
            service: self.info(),
            request: RequestInfo {
                request_id: format!("{id}@{}.{}", entry.name, delivery.attempt),
                deadline: SystemTime::now() + MAX_DELIVERY,
                handler: entry.name,
            },
        };
        let body = async move { (entry.handle)(handed).await };
        let view = Arc::new(View::of(self, "subscription", entry.name));
        let ended = AssertUnwindSafe(with_host(view, body)).catch_unwind().await;
        ended.unwrap_or_else(|panic| Err(Error::new(Error::PANICKED, panic_text(&*panic))))
    }

    /// A delivery failed: it is tried again later, or given up.
    fn failed(
        &self,
        subscription: &Subscription,
        key: Vec<u8>,
        number: u64,
        delivery: Delivery,
        error: Error,
    ) -> Result<(), StoreError> {
        let policy = &subscription.options.policy;
        let (pause, error) = match policy.after(delivery.attempt, error) {
            Next::GiveUp(given_up) => return self.bury(key, delivery, given_up.error),
            Next::Retry(pause, error) if policy.is_queued => (pause, error),
            // Lambda's minutes would slow development down.
            Next::Retry(_, error) => (subscription.retry().pause(delivery.attempt, 0.0), error),
        };
        let due = now() + pause;
        self.world.sink.delivery_failed(&delivery.subscription, &delivery.event.name, &error, Some(due));
        let text = written(&Delivery { attempt: delivery.attempt + 1, due, ..delivery })?;
        self.world.store.write(|draft| {
            draft.put(key, text);
            Ok(())
        })?;
        self.world.timers.put(due, Due::Delivery { service: self.index, number });
        Ok(())
    }

    /// Gives a delivery up.
    fn bury(&self, key: Vec<u8>, delivery: Delivery, error: Error) -> Result<(), StoreError> {
        let Delivery { subscription, event, attempt, .. } = delivery;
        self.world.sink.delivery_failed(&subscription, &event.name, &error, None);
        let number = number(&key);
        let grave = self.keys.dead_letter(&subscription, number);
        let letter = DeadLetter { subscription, event, attempts: attempt, at: now(), error };
        let text = written(&letter)?;
        self.world.store.write(|draft| {
            draft.remove(key);
            draft.put(grave, text);
            Ok(())
        })?;
        Ok(())
    }

    /// Goes on with a delivery that an earlier process left.
    pub(crate) fn resume_delivery(&self, number: u64, text: &[u8]) -> Result<(), StoreError> {
        let delivery: Delivery = read("a delivery", text)?;
        if delivery.due > now() {
            self.world.timers.put(delivery.due, Due::Delivery { service: self.index, number });
        } else {
            self.deliver(number);
        }
        Ok(())
    }

    /// All dead letters, oldest first of each subscription, with their numbers.
    pub(crate) fn dead_letters(&self) -> Result<Vec<(u64, DeadLetter)>, StoreError> {
        let mut texts = Vec::new();
        self.world.store.scan(&self.keys.keyspace(Keyspace::DeadLetter), None, false, |key, text| {
            texts.push((number(key), text.to_vec()));
            true
        })?;
        texts.into_iter().map(|(number, text)| Ok((number, read("a dead letter", &text)?))).collect()
    }

    /// Tries all dead letters of a subscription again, as if they were new; how many. `None`: there is no
    /// such subscription, and no letter of it either.
    pub(crate) fn redrive(&self, subscription: &str) -> Result<Option<usize>, StoreError> {
        let letters = self.dead_letters()?.into_iter().filter(|(_, it)| it.subscription == subscription);
        let letters: Vec<(u64, DeadLetter)> = letters.collect();
        if letters.is_empty() && !self.subscriptions.iter().any(|it| it.entry.name == subscription) {
            return Ok(None);
        }
        let count = letters.len();
        for (number, letter) in letters {
            let at = now();
            let delivery = Delivery {
                subscription: letter.subscription.clone(),
                event: OnBus { at, ..letter.event },
                attempt: 1,
                due: at,
            };
            let text = written(&delivery)?;
            self.world.store.write(|draft| {
                draft.remove(self.keys.dead_letter(&letter.subscription, number));
                draft.put(self.keys.numbered(Keyspace::Delivery, number), text);
                Ok(())
            })?;
            self.deliver(number);
        }
        Ok(Some(count))
    }
}
