//! Subscriptions without a queue: EventBridge calls the function with the event.

use eventual_runtime_core::ServiceInfo;
use eventual_runtime_core::event::{EventDelivery, EventHandler, EventInfo};
use eventual_runtime_core::log;
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_engine::Result;
use serde_json::Value;

use crate::{Answer, Invocation, InvocationError, bad_event, request_info};

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
        let event: Value = serde_json::from_slice(&invocation.payload)
            .map_err(|error| bad_event(format!("the payload is not JSON: {error}")))?;
        handle(delivery(event, &invocation, name)).await.map(|()| b"null".to_vec()).map_err(|error| {
            log::error(&invocation.request_id, name, &error.to_string());
            InvocationError { error_type: error.name, message: error.message }
        })
    })
}

/// An event of EventBridge as a handler takes it.
pub(crate) fn delivery(mut event: Value, invocation: &Invocation, handler: &'static str) -> EventDelivery {
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
