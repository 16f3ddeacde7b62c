//! Subscriptions without a queue: EventBridge calls the function with the event.

use eventual_analyzer_model::contract::origin_of_resource;
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
        origin: origin(&event),
        time: field("time"),
    };
    EventDelivery {
        event: info,
        detail: event.get_mut("detail").map(Value::take).unwrap_or_default(),
        service: ServiceInfo::from_environment(),
        request: request_info(invocation, handler),
    }
}

/// What the emitter wrote into the event's resources.
fn origin(event: &Value) -> Option<String> {
    let resources = event.get("resources")?.as_array()?;
    resources.iter().filter_map(Value::as_str).find_map(origin_of_resource).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn delivered(resources: Value) -> EventDelivery {
        let event = json!({
            "id": "e-1", "detail-type": "OrderCreated", "source": "shop", "time": "2026-11-25T12:00:00Z",
            "resources": resources, "detail": { "order": "o-1" },
        });
        let invocation = Invocation {
            payload: Vec::new(),
            request_id: "r-1".into(),
            deadline_ms: 0,
            function_arn: "arn:aws:lambda:eu-west-1:1:function:f".into(),
            trace_id: None,
        };
        delivery(event, &invocation, "on_order")
    }

    #[test]
    fn an_event_of_a_service_says_which_emission_it_comes_from() {
        let EventDelivery { event, detail, .. } = delivered(json!(["origin:o-1/0.3#0"]));
        assert_eq!(event.origin.as_deref(), Some("o-1/0.3#0"));
        assert_eq!((&*event.id, &*event.name, &*event.source), ("e-1", "OrderCreated", "shop"));
        assert_eq!(detail, json!({ "order": "o-1" }));
    }

    #[test]
    fn resources_of_other_events_are_no_origin() {
        for resources in [json!(["arn:aws:s3:::photos"]), json!([]), json!(null)] {
            assert_eq!(delivered(resources).event.origin, None);
        }
        let both = delivered(json!(["arn:aws:s3:::photos", "origin:7#1"]));
        assert_eq!(both.event.origin.as_deref(), Some("7#1"));
    }
}
