use eventual::__private::{Describe, EventDelivery, EventHandler, describe::HandlerDescription};
use eventual::prelude::*;
use futures::executor::block_on;
use serde_json::{Value, json};

use crate::support::Notes;

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate, Event)]
struct OrderCreated {
    #[garde(length(min = 1))]
    order_id: String,
}

#[event(name = "order.paid", version = 2)]
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct OrderPaid {
    amount: u32,
}

#[derive(Debug, Serialize, Deserialize, Event)]
#[event(name = "Renamed")]
struct Other;

#[derive(Debug, AnyOf)]
enum OrderEvent {
    Created(OrderCreated),
    Paid(OrderPaid),
}

fn created(id: &str) -> OrderCreated {
    OrderCreated { order_id: id.into() }
}

#[test]
fn an_event_is_emitted_under_its_wire_name() {
    let (result, notes) = Notes::during(async {
        created("o-1").emit().await?;
        Other.emit().await
    });
    assert_eq!(result, Ok(()));
    let expected = [
        json!({ "emit": "OrderCreated", "payload": { "order_id": "o-1" } }),
        json!({ "emit": "Renamed", "payload": null }),
    ];
    assert_eq!(notes, expected);
    assert_eq!((OrderPaid::NAME, OrderPaid::VERSION), ("order.paid", Some(2)));
}

#[test]
fn nothing_of_a_batch_is_sent_if_one_event_breaks_its_constraints() {
    let batch = EventBatch::new().with(&OrderPaid { amount: 1 }).with(&created(""));
    let (result, notes) = Notes::during(batch.emit());
    let error = result.unwrap_err();
    assert_eq!(error.name, "InvalidEvent");
    assert_eq!(error.message, "not emitted: `OrderCreated.order_id` length is lower than 1");
    assert_eq!(notes, Vec::<Value>::new());
    let (result, notes) = Notes::during(emit_all(&[created("a"), created("b")]));
    assert_eq!((result, notes.len()), (Ok(()), 2));
}

#[test]
fn an_event_that_no_bus_takes_is_refused_where_it_is_emitted() {
    let (result, notes) = Notes::during(created(&"x".repeat(900_000)).emit());
    let message = "not emitted: `OrderCreated` has 900015 bytes, more than the 900000 that a bus takes; store the data and \
                   emit a reference to it";
    assert_eq!(result.unwrap_err().message, message);
    assert_eq!(notes, Vec::<Value>::new());
}

#[test]
fn without_a_host_an_emit_says_what_is_missing() {
    let error = block_on(created("o-1").emit()).unwrap_err();
    let expected = if eventual::__private::CALLS_AWS {
        "the environment variable `EVENTUAL_EVENT_BUS` is not set"
    } else {
        "`emit` is not available here"
    };
    assert!(error.message.starts_with(expected), "{error}");
}

#[subscription(events = [OrderCreated, OrderPaid], retry(max_attempts = 5))]
async fn on_order(event: OrderEvent, info: &EventInfo) -> Result<()> {
    match event {
        OrderEvent::Created(it) if it.order_id == "bad" => Err(Error::new("Declined", "no money")),
        OrderEvent::Created(it) => created(&format!("{}/{}", info.source, it.order_id)).emit().await,
        OrderEvent::Paid(it) => OrderPaid { amount: it.amount + 1 }.emit().await,
    }
}

#[subscription(source = "billing")]
async fn note(event: OrderPaid) {
    assert_ne!(event.amount, 0);
}

fn deliver<H: EventHandler>(name: &str, detail: Value) -> (Result<()>, Vec<Value>) {
    let event = EventInfo { name: name.into(), source: "orders".into(), ..EventInfo::default() };
    let (service, request) = (ServiceInfo::default(), RequestInfo::default());
    Notes::during(H::handle(EventDelivery { event, detail, service, request }))
}

#[test]
fn a_subscription_takes_each_of_its_events() {
    let (result, notes) = deliver::<__on_order>("OrderCreated", json!({ "order_id": "o-1" }));
    assert_eq!(result, Ok(()));
    assert_eq!(notes[0]["payload"]["order_id"], "orders/o-1");
    let (_, notes) = deliver::<__on_order>("order.paid", json!({ "amount": 4 }));
    assert_eq!(notes[0]["payload"]["amount"], 5);
    assert_eq!(deliver::<__note>("order.paid", json!({ "amount": 4 })).0, Ok(()));
}

#[test]
fn a_failure_of_the_handler_is_a_failed_delivery() {
    let (result, _) = deliver::<__on_order>("OrderCreated", json!({ "order_id": "bad" }));
    assert_eq!(result, Err(Error::new("Declined", "no money")));
    let (result, _) = deliver::<__on_order>("OrderCreated", json!({}));
    assert_eq!(result.unwrap_err().message, "the event `OrderCreated` cannot be read: `order_id` is missing");
    let (result, _) = deliver::<__on_order>("Nothing", json!({}));
    assert_eq!(result.unwrap_err().message, "`Nothing` is not one of `OrderCreated`, `order.paid`");
}

#[test]
fn a_subscription_describes_its_events() {
    let HandlerDescription::Subscription(it) = __note::describe() else { panic!("not a subscription") };
    assert_eq!((it.events, it.source.as_deref()), (vec!["order.paid".to_owned()], Some("billing")));
    assert_eq!(__on_order::EVENTS, ["OrderCreated", "order.paid"]);
}
