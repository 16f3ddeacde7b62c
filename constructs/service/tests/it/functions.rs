use std::collections::BTreeMap;

use eventual_constructs_aws::lambda::{Architecture, FunctionProps};
use eventual_constructs_aws::logs::Retention;
use eventual_constructs_aws::{mb, seconds};
use eventual_constructs_service::{ApiProps, Cors, EventsProps, ServiceSettings, SubscriptionProps};
use serde_json::json;

use crate::shop::{deploy, shop, shop_build};

#[test]
fn own_props_win_over_the_attribute_and_that_over_the_defaults() {
    let settings = ServiceSettings {
        defaults: FunctionProps { memory: mb(1024), timeout: seconds(5), ..Default::default() },
        functions: BTreeMap::from([(
            "command_create_order".into(),
            FunctionProps {
                timeout: seconds(29),
                environment: [("TAX", "7"), ("NEW", "1")].into(),
                log_retention: Retention::WEEK.into(),
                overrides: [("Properties.EphemeralStorage.Size", json!(1024))].into(),
                ..Default::default()
            },
        )]),
        environment: [("TAX", "0"), ("STAGE", "beta")].into(),
        architecture: Architecture::Arm64.into(),
        ..Default::default()
    };
    let deployed = deploy(&shop(), &shop_build(), &settings);
    let create = &deployed.find("AWS::Lambda::Function", "create_order")["Properties"];
    assert_eq!(create["MemorySize"], 512, "attribute over defaults");
    assert_eq!(create["Timeout"], 29, "own props over attribute");
    assert_eq!(create["EphemeralStorage"]["Size"], 1024, "raw override");
    assert_eq!(create["Architectures"], json!(["arm64"]));
    let variables = &create["Environment"]["Variables"];
    assert_eq!(
        (&variables["TAX"], &variables["NEW"], &variables["STAGE"]),
        (&json!("7"), &json!("1"), &json!("beta"))
    );
    let get = &deployed.find("AWS::Lambda::Function", "get_order")["Properties"];
    assert_eq!((&get["MemorySize"], &get["Timeout"]), (&json!(1024), &json!(5)));
    let logs = &deployed.find("AWS::Logs::LogGroup", "create_order")["Properties"];
    assert_eq!(logs["RetentionInDays"], 7);
}

#[test]
fn the_environment_of_the_service_reaches_every_function() {
    let settings = ServiceSettings {
        environment: [("STAGE", "beta")].into(),
        events: EventsProps {
            subscriptions: BTreeMap::from([("subscription_on_payment".into(), SubscriptionProps::default())]),
            ..Default::default()
        },
        ..Default::default()
    };
    let deployed = deploy(&shop(), &shop_build(), &settings);
    let functions = deployed.of_type("AWS::Lambda::Function");
    assert_eq!(functions.len(), 5);
    for function in functions {
        let variables = &function["Properties"]["Environment"]["Variables"];
        assert_eq!(variables["STAGE"], "beta", "{function}");
        assert_eq!(variables["EVENTUAL_SERVICE"], "shop");
        assert!(variables["EVENTUAL_EVENT_BUS"]["Ref"].is_string());
    }
}

#[test]
fn functions_behind_the_api_know_its_cors_settings() {
    let api = ApiProps { cors: Cors::origins(["https://shop.example"]).into(), ..Default::default() };
    let deployed = deploy(&shop(), &shop_build(), &ServiceSettings { api, ..Default::default() });
    let with_cors = deployed
        .of_type("AWS::Lambda::Function")
        .iter()
        .filter(|it| {
            it["Properties"]["Environment"]["Variables"]["EVENTUAL_CORS"]
                == r#"{"credentials":false,"expose":[],"origins":["https://shop.example"]}"#
        })
        .count();
    assert_eq!(with_cors, 3, "two commands and a route, no subscription");
}

#[test]
fn functions_are_found_by_their_tags_and_by_id() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let create = deployed.find("AWS::Lambda::Function", "create_order");
    let tags = create["Properties"]["Tags"].as_array().unwrap();
    assert!(
        tags.contains(&json!({ "Key": "eventual:handler", "Value": "command:create_order" })),
        "{tags:?}"
    );
    assert!(tags.contains(&json!({ "Key": "eventual:service", "Value": "shop" })));
    let service = &deployed.service;
    assert!(service.function("command_create_order").is_some());
    assert!(service.function("route_health").is_some());
    assert!(service.function("subscription_on_payment").is_some());
    assert!(service.function("command_nothing").is_none());
}
