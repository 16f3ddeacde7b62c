use std::collections::BTreeMap;

use eventual_analyzer_model::{FieldMapping, Location, RetryPolicy, ServiceModel};
use eventual_constructs_aws::lambda::{Architecture, FunctionProps};
use eventual_constructs_aws::{days, seconds};
use eventual_constructs_service::{ApiProps, Cors, EventsProps, ServiceSettings, SubscriptionProps};

use crate::shop::{command, hello, problems, shop, shop_build, stubs};

#[test]
fn a_handler_without_a_binary() {
    let mut build = stubs(&hello());
    build.functions.clear();
    assert_eq!(
        problems(&hello(), &build, &Default::default()),
        ["command `hello` (src/lib.rs:7) has no binary; build the service again"]
    );
}

#[test]
fn a_route_that_fills_a_field_that_the_input_does_not_have() {
    let mut build = shop_build();
    build.description.as_mut().unwrap().commands[0].parameters = vec![FieldMapping {
        field: "traceId".into(),
        location: Location::Header,
        wire_name: "x-trace-id".into(),
    }];
    assert_eq!(
        problems(&shop(), &build, &Default::default()),
        [
            "the route of command `create_order` (src/lib.rs:12) fills the field `traceId`, but its input has none of that \
          name; it has: note, quantity, sku. A field is named as serde writes it; another name in the path or query is \
          said with `fields(..)`"
        ]
    );
}

#[test]
fn a_timeout_longer_than_the_gateway_waits() {
    let settings = ServiceSettings {
        functions: BTreeMap::from([(
            "command_hello".into(),
            FunctionProps { timeout: seconds(60), ..Default::default() },
        )]),
        ..Default::default()
    };
    assert_eq!(
        problems(&hello(), &stubs(&hello()), &settings),
        [
            "command `hello` (src/lib.rs:7) may run for 60 s, but API Gateway answers its caller with an error after 29 s; \
          write at most 29 s, and leave longer work to a subscription or task"
        ]
    );
}

#[test]
fn settings_of_subscriptions_that_aws_does_not_take() {
    let mut model = shop();
    model.subscriptions[0].retry = Some(RetryPolicy { max_attempts: 5, ..Default::default() });
    model.subscriptions[0].max_event_age_seconds = Some(10);
    let props = SubscriptionProps { dead_letter_retention: days(15), ..Default::default() };
    let settings = ServiceSettings {
        events: EventsProps {
            subscriptions: BTreeMap::from([("subscription_send_confirmation".into(), props)]),
            ..Default::default()
        },
        ..Default::default()
    };
    assert_eq!(
        problems(&model, &shop_build(), &settings),
        [
            "subscription `on_payment` (src/lib.rs:50) has a maximum event age of 10 s; EventBridge allows 60 to 86400 s",
            "subscription `on_payment` (src/lib.rs:50) wants 5 attempts; without a queue Lambda tries an event 1 to 3 times; \
          write `retry(max_attempts = 5)` at the function: that puts a queue before it",
            "subscription `send_confirmation` (src/lib.rs:30) keeps dead letters for 1296000 s; SQS allows 1 min to 14 days",
        ]
    );
}

#[test]
fn a_subscription_without_events_and_a_filter_that_is_no_json() {
    let mut model = shop();
    model.subscriptions[1].events.clear();
    model.subscriptions[1].filter = Some("country = DE".into());
    assert_eq!(
        problems(&model, &stubs(&model), &Default::default()),
        [
            "subscription `send_confirmation` (src/lib.rs:30) takes no event; its parameter's type must name at least one",
            "the filter of subscription `send_confirmation` (src/lib.rs:30) is not a JSON object: `country = DE`",
        ]
    );
}

#[test]
fn names_of_handlers_that_are_not_there() {
    let settings = ServiceSettings {
        functions: BTreeMap::from([("command_helo".into(), FunctionProps::default())]),
        events: EventsProps {
            subscriptions: BTreeMap::from([("subscription_x".into(), SubscriptionProps::default())]),
            ..Default::default()
        },
        api: ApiProps { public: vec!["route_y".into()], ..Default::default() },
        ..Default::default()
    };
    assert_eq!(
        problems(&hello(), &stubs(&hello()), &settings),
        [
            "there is no handler `command_helo` to set up; the service has `command_hello`",
            "there is no handler `route_y` to make public; the service has `command_hello`",
            "there is no subscription `subscription_x` to set up; the service has none",
        ]
    );
}

#[test]
fn a_processor_of_one_s_own() {
    let settings = ServiceSettings {
        functions: BTreeMap::from([(
            "command_hello".into(),
            FunctionProps { architecture: Architecture::Arm64.into(), ..Default::default() },
        )]),
        ..Default::default()
    };
    assert_eq!(
        problems(&hello(), &stubs(&hello()), &settings),
        ["command `hello` (src/lib.rs:7) asks for a processor of its own; a service is compiled once: set \
          `architecture` of the service"]
    );
}

#[test]
fn cors_settings_that_browsers_refuse() {
    let cors = |cors: Cors| ServiceSettings {
        api: ApiProps { cors: cors.into(), ..Default::default() },
        ..Default::default()
    };
    let of = |settings| problems(&hello(), &stubs(&hello()), &settings);
    assert_eq!(
        of(cors(Cors { credentials: true, ..Cors::default() })),
        ["CORS with credentials needs named origins: browsers refuse `*` then"]
    );
    assert_eq!(
        of(cors(Cors::origins(["*", "https://a.example"]))),
        ["CORS allows `*` and other origins; `*` stands alone"]
    );
    assert_eq!(
        of(cors(Cors::origins(["shop.example"]))),
        ["`shop.example` is not an origin; write it like `https://shop.example`"]
    );
    assert_eq!(
        of(cors(Cors::origins::<String>([]))),
        ["CORS is on and no origin is allowed; name origins, `*` for all, or leave `cors` out"]
    );
}

#[test]
fn more_paths_than_an_api_can_have() {
    let model = ServiceModel {
        name: "big".into(),
        commands: (0..300).map(|it| command(&format!("c{it}"), None, 1)).collect(),
        ..Default::default()
    };
    let found = problems(&model, &stubs(&model), &Default::default());
    assert_eq!(
        found,
        [
            "the API of `big` has 302 path nodes, API Gateway allows 300; each command takes one below `/rpc` and its REST \
          path takes one per segment that it shares with no other: split the service"
        ]
    );
}

#[test]
fn a_path_that_the_gateway_does_not_take() {
    let mut model = hello();
    model.commands[0].path = Some("/hello/pre{name}".into());
    assert_eq!(
        problems(&model, &stubs(&model), &Default::default()),
        [
            "the path `/hello/pre{name}` of command `hello` has the segment `pre{name}`; API Gateway takes letters, digits \
          and `-._:$,`, or a whole segment in braces"
        ]
    );
}
