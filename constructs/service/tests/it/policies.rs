use eventual_analyzer_model::Grant;
use eventual_analyzer_model::contract::{Capability, api};
use serde_json::{Value as Json, json};

use crate::shop::{deploy, hello, shop, shop_build, statements, stubs};

pub(crate) fn notes(tree: &Json, path: &str) -> Vec<String> {
    let mut here = &tree["tree"];
    for part in path.split('/') {
        here = &here["children"][part];
    }
    here["attributes"]["eventual:why"]
        .as_array()
        .map(|it| it.iter().map(|it| it.as_str().unwrap().to_owned()).collect())
        .unwrap_or_default()
}

#[test]
fn a_handler_that_reaches_nothing_may_only_log() {
    let deployed = deploy(&hello(), &stubs(&hello()), &Default::default());
    let statements = statements(&deployed, "/hello/");
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0]["Action"], json!(["logs:CreateLogStream", "logs:PutLogEvents"]));
    assert_eq!(statements[0]["Resource"]["Fn::GetAtt"][1], "Arn");
}

#[test]
fn a_handler_may_emit_the_events_of_its_binary_and_no_other() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let statements = statements(&deployed, "/create_order/");
    assert_eq!(statements.len(), 2);
    let emit = &statements[0];
    assert_eq!(emit["Action"], "events:PutEvents");
    assert_eq!(
        emit["Condition"],
        json!({ "StringEquals": { "events:detail-type": ["OrderAudited", "OrderCreated"], "events:source": "shop" } })
    );
    let bus = deployed.of_type("AWS::Events::EventBus").len();
    assert_eq!(bus, 1);
    assert!(emit["Resource"]["Fn::GetAtt"][0].as_str().unwrap().starts_with("ServiceBus"), "{emit}");
}

#[test]
fn reading_the_specification_needs_no_permission() {
    let mut build = stubs(&hello());
    build.functions.get_mut("command_hello").unwrap().capabilities = vec![Capability::any(api::SPECIFY)];
    let deployed = deploy(&hello(), &build, &Default::default());
    assert_eq!(statements(&deployed, "/hello/").len(), 1);
}

#[test]
fn what_the_attribute_asks_for_is_granted_and_explained() {
    let mut model = hello();
    model.commands[0].handler.options.grants = vec![Grant {
        actions: vec!["s3:GetObject".into(), "s3:PutObject".into()],
        resources: vec![
            "arn:aws:s3:::bucket/*".into(),
            "arn:${AWS::Partition}:s3:::b-${AWS::Region}/*".into(),
        ],
    }];
    let deployed = deploy(&model, &stubs(&model), &Default::default());
    let asked = &statements(&deployed, "hello")[1];
    assert_eq!(asked["Action"], json!(["s3:GetObject", "s3:PutObject"]));
    assert_eq!(
        asked["Resource"],
        json!(["arn:aws:s3:::bucket/*", { "Fn::Sub": "arn:${AWS::Partition}:s3:::b-${AWS::Region}/*" }])
    );
    let why = &notes(&deployed.tree, "Shop/Service/Commands/hello/Function/Role/Resource")[1];
    assert_eq!(
        why,
        "s3:GetObject, s3:PutObject: command `hello` (src/lib.rs:7) asks for it on `arn:aws:s3:::bucket/*`, \
         `arn:${AWS::Partition}:s3:::b-${AWS::Region}/*`: `grants(..)` in its attribute"
    );
}

#[test]
fn every_statement_says_why_it_is_there() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    assert_eq!(
        notes(&deployed.tree, "Shop/Service/Commands/create_order/Function/Role/Resource"),
        [
            "logs:PutLogEvents: command `create_order` (src/lib.rs:12) writes to its own log group, as every function does",
            "events:PutEvents: command `create_order` (src/lib.rs:12) can emit `OrderAudited`: its binary holds the section `.eventual.event.OrderAudited.emit`",
            "events:PutEvents: command `create_order` (src/lib.rs:12) can emit `OrderCreated`: its binary holds the section `.eventual.event.OrderCreated.emit`",
        ]
    );
    assert_eq!(
        notes(&deployed.tree, "Shop/Service/Subscriptions/send_confirmation/Function/Role/Resource")[1],
        "sqs:SendMessage: events that subscription `send_confirmation` (src/lib.rs:30) fails on go to its dead-letter queue"
    );
    assert_eq!(
        notes(&deployed.tree, "Shop/Service/Commands/create_order/Function/Resource"),
        ["runs command `create_order`, written at src/lib.rs:12"]
    );
}
