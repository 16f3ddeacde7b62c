//! What the service has, events, dead letters, logs.

use eventual_analyzer_model::ServiceModel;
use eventual_runtime_engine::Payload;
use eventual_runtime_operator::{
    DeadLetters, EmitEvent, Logs, Observed, Redriven, Sent, ServiceDescription, requests,
};
use serde_json::{Value, json};

use crate::host::World;

#[test]
fn the_service_describes_itself() {
    let world = World::new();
    let service: ServiceDescription = world.send(requests::service()).unwrap();
    assert_eq!(service, world.service);
    let openapi: Value = world.send(requests::openapi()).unwrap();
    assert_eq!(openapi["openapi"], "3.1.0");
}

#[test]
fn a_description_is_made_of_a_model() {
    let model =
        ServiceModel { name: "shop".to_owned(), docs: Some("Sells.".to_owned()), ..Default::default() };
    let service = ServiceDescription::from(&model);
    assert_eq!((service.name.as_str(), service.docs.as_deref()), ("shop", Some("Sells.")));
}

#[test]
fn an_event_that_somebody_knows_is_emitted() {
    let world = World::new();
    for name in ["OrderCreated", "Foreign"] {
        let event = EmitEvent { name: name.to_owned(), detail: Payload::of(&json!({"id": 1})).unwrap() };
        let _: Sent = world.send(requests::emit(&event)).unwrap();
    }
    assert_eq!(world.emitted.borrow().len(), 2);
    assert_eq!(
        world.refusal("POST", "/events", r#"{"name":"OrderCretaed","detail":{}}"#),
        "404 EventNotFound: the service has no event `OrderCretaed` (did you mean `OrderCreated`?)"
    );
    assert_eq!(
        world.refusal("POST", "/events", r#"{"name":"OrderCreated","detail":1}"#),
        "400 BadRequest: `OrderCreated` is an object, not a number"
    );
    assert_eq!(world.emitted.borrow().len(), 2);
}

#[test]
fn dead_letters_are_shown_and_put_back() {
    let world = World::new();
    let letters: DeadLetters = world.send(requests::dead_letters()).unwrap();
    assert_eq!((letters.queues[0].count, letters.queues[0].letters[0].reason.as_str()), (1, "no paper"));
    assert_eq!(world.send(requests::redrive("print")), Ok(Redriven { redriven: 1 }));
    assert_eq!(
        world.refusal("POST", "/dead-letters/prnit/redrive", ""),
        "404 SubscriptionNotFound: the service has no subscription `prnit` (did you mean `print`?)"
    );
}

#[test]
fn what_handlers_were_seen_to_do_is_told() {
    let observed: Observed = World::new().send(requests::observed()).unwrap();
    let [edge] = observed.edges.as_slice() else { panic!("{observed:?}") };
    assert_eq!((edge.from.as_str(), edge.to.as_str()), ("command:place_order", "event:OrderCreated"));
}

#[test]
fn logs_go_on_where_they_stopped() {
    let world = World::new();
    world.post("/executions", &json!({"workflow": "listen", "name": "x"}));
    let all: Logs = world.send(requests::logs(None, None)).unwrap();
    assert_eq!((all.lines[0].message.as_str(), &all.lines[0].execution), ("charged", &None));
    let more: Logs = world.send(requests::logs(Some("x"), Some(all.after))).unwrap();
    assert!(more.lines.is_empty());
    let of_one: Logs = world.send(requests::logs(Some("x"), None)).unwrap();
    assert_eq!(of_one.lines[0].execution.as_deref(), Some("x"));
}

#[test]
fn what_a_host_does_not_have_is_said_with_what_to_do_instead() {
    let mut world = World::new();
    world.is_full = false;
    for (method, path, instead) in [
        ("GET", "/dead-letters", "look into SQS"),
        ("POST", "/dead-letters/print/redrive", "look into SQS"),
        ("GET", "/logs", "look into CloudWatch"),
        ("GET", "/observed", "look into the binary"),
    ] {
        let expected = format!("501 NotSupported: this host does not do that ({instead})");
        assert_eq!(world.refusal(method, path, ""), expected);
    }
}
