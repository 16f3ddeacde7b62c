use std::collections::BTreeMap;

use eventual_constructs_aws::{days, seconds};
use eventual_constructs_service::{ServiceSettings, SubscriptionProps};
use serde_json::json;

use crate::shop::{deploy, shop, shop_build};

#[test]
fn the_rule_names_source_events_and_filter() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let own = &deployed.find("AWS::Events::Rule", "send_confirmation")["Properties"];
    assert_eq!(
        own["EventPattern"],
        json!({ "source": ["shop"], "detail-type": ["OrderCreated"], "detail": { "country": ["DE"] } })
    );
    let foreign = &deployed.find("AWS::Events::Rule", "on_payment")["Properties"];
    assert_eq!(
        foreign["EventPattern"],
        json!({ "source": ["payments"], "detail-type": ["PaymentProcessed", "PaymentFailed"] }),
        "the compiled description knows more events than the source shows"
    );
}

#[test]
fn one_queue_takes_what_is_not_delivered_and_what_the_handler_fails_on() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let queue = json!({ "Fn::GetAtt": [
        logical_id(&deployed, "AWS::SQS::Queue", "send_confirmation"), "Arn"
    ] });
    let rule = &deployed.find("AWS::Events::Rule", "send_confirmation")["Properties"];
    assert_eq!(rule["Targets"][0]["DeadLetterConfig"]["Arn"], queue);
    assert_eq!(rule["Targets"][0]["RetryPolicy"]["MaximumEventAgeInSeconds"], 3600);
    let failures = &deployed.find("AWS::Lambda::EventInvokeConfig", "send_confirmation")["Properties"];
    assert_eq!(failures["DestinationConfig"]["OnFailure"]["Destination"], queue);
    assert_eq!(failures["MaximumRetryAttempts"], 1, "two attempts in all");
    assert_eq!(failures["MaximumEventAgeInSeconds"], 3600);
    let policy = &deployed.find("AWS::SQS::QueuePolicy", "send_confirmation")["Properties"]["PolicyDocument"];
    assert_eq!(policy["Statement"][0]["Principal"]["Service"], "events.amazonaws.com");
    assert_eq!(policy["Statement"][0]["Resource"], queue);
}

#[test]
fn props_win_over_the_attribute() {
    let props = SubscriptionProps {
        max_attempts: 3.into(),
        max_event_age: seconds(60),
        dead_letter_retention: days(3),
        ..Default::default()
    };
    let settings = ServiceSettings {
        subscriptions: BTreeMap::from([("subscription_send_confirmation".into(), props)]),
        ..Default::default()
    };
    let deployed = deploy(&shop(), &shop_build(), &settings);
    let failures = &deployed.find("AWS::Lambda::EventInvokeConfig", "send_confirmation")["Properties"];
    assert_eq!(
        (&failures["MaximumRetryAttempts"], &failures["MaximumEventAgeInSeconds"]),
        (&json!(2), &json!(60))
    );
    let queue = &deployed.find("AWS::SQS::Queue", "send_confirmation")["Properties"];
    assert_eq!(queue["MessageRetentionPeriod"], 3 * 86_400);
}

fn logical_id(deployed: &crate::shop::Deployed, type_name: &str, part: &str) -> String {
    let resource = deployed.find(type_name, part);
    let all = deployed.template()["Resources"].as_object().unwrap();
    all.iter().find(|(_, it)| *it == resource).unwrap().0.clone()
}
