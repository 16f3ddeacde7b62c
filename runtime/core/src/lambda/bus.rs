//! EventBridge: events in, events out.

use std::env;

use eventual_analyzer_model::contract::{ENV_EVENT_BUS, ENV_SERVICE};
use eventual_runtime_aws::{Client, EventEntry, put_events};
use eventual_runtime_engine::{Emitted, Error, Result};
use serde_json::Value;

use super::{Answer, Invocation, InvocationError, request_info};
use crate::event::{EventDelivery, EventHandler, EventInfo};
use crate::info::ServiceInfo;
use crate::middleware::BoxFuture;

/// Puts events on the service's bus.
pub(crate) async fn emit(events: Vec<Emitted>) -> Result<()> {
    let (bus, source) = (variable(ENV_EVENT_BUS)?, variable(ENV_SERVICE)?);
    let entries: Vec<EventEntry> = events
        .into_iter()
        .map(|event| EventEntry {
            bus: bus.clone(),
            source: source.clone(),
            detail_type: event.name.into_owned(),
            detail: event.payload.text().to_owned(),
            id: None,
        })
        .collect();
    let client = Client::shared().map_err(Error::other)?;
    put_events(client, &entries).await.map_err(|error| Error::new("EmitFailed", error.to_string()))
}

fn variable(name: &str) -> Result<String> {
    env::var(name)
        .map_err(|_| Error::new("EmitFailed", format!("the environment variable `{name}` is not set")))
}

/// The entry of a subscription.
pub fn event_entry<H: EventHandler>(invocation: Invocation) -> Answer {
    entry(invocation, H::NAME, H::handle)
}

fn entry(
    invocation: Invocation,
    name: &'static str,
    handle: fn(EventDelivery) -> BoxFuture<Result<()>>,
) -> Answer {
    Box::pin(async move {
        let event: Value = serde_json::from_slice(&invocation.payload).map_err(|error| InvocationError {
            error_type: "BadEvent".to_owned(),
            message: format!("the payload is not JSON: {error}"),
        })?;
        handle(delivery(event, &invocation, name)).await.map(|()| b"null".to_vec()).map_err(|error| {
            crate::log::error(&invocation.request_id, name, &error.to_string());
            InvocationError { error_type: error.name, message: error.message }
        })
    })
}

/// An event of EventBridge as a handler takes it.
pub(super) fn delivery(mut event: Value, invocation: &Invocation, handler: &'static str) -> EventDelivery {
    let field = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let info = EventInfo {
        name: field("detail-type"),
        source: field("source"),
        id: field("id"),
        time: field("time"),
    };
    EventDelivery {
        event: info,
        detail: event.get_mut("detail").map(Value::take).unwrap_or_default(),
        service: ServiceInfo::from_environment(),
        request: request_info(invocation, handler),
    }
}
