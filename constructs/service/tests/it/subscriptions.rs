use std::collections::BTreeMap;

use eventual_analyzer_model::{RetryPolicy, ServiceModel};
use eventual_constructs_aws::{days, seconds};
use eventual_constructs_service::{EventsProps, ServiceSettings, SubscriptionProps};
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
        events: EventsProps {
            subscriptions: BTreeMap::from([("subscription_send_confirmation".into(), props)]),
            ..Default::default()
        },
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

/// The shop, whose confirmation is tried five times.
fn patient_shop() -> ServiceModel {
    let mut model = shop();
    let confirm = model.subscriptions.iter_mut().find(|it| it.handler.name == "send_confirmation").unwrap();
    confirm.retry = Some(RetryPolicy { max_attempts: 5, ..Default::default() });
    confirm.is_queued = true;
    confirm.handler.options.timeout_seconds = Some(20);
    model
}

#[test]
fn more_attempts_than_lambda_makes_put_a_queue_before_the_function() {
    let deployed = deploy(&patient_shop(), &shop_build(), &Default::default());
    let arn = |part: &str| {
        let id = logical_id(&deployed, "AWS::SQS::Queue", &format!("send_confirmation/{part}/"));
        json!({ "Fn::GetAtt": [id, "Arn"] })
    };
    let (events, dead_letters) = (arn("Events"), arn("DeadLetters"));
    let rule = &deployed.find("AWS::Events::Rule", "send_confirmation")["Properties"];
    assert_eq!(rule["Targets"][0]["Arn"], events);
    assert_eq!(rule["Targets"][0]["DeadLetterConfig"]["Arn"], dead_letters);

    let queue = &deployed.find("AWS::SQS::Queue", "send_confirmation/Events/")["Properties"];
    assert_eq!(queue["VisibilityTimeout"], 50, "the function's 20 s, and some");
    assert_eq!(
        queue["RedrivePolicy"],
        json!({ "deadLetterTargetArn": dead_letters, "maxReceiveCount": 10 }),
        "the function itself gives up after five, with the reason"
    );
    let policy = &deployed.find("AWS::SQS::QueuePolicy", "send_confirmation/Events/")["Properties"];
    assert_eq!(policy["PolicyDocument"]["Statement"][0]["Principal"]["Service"], "events.amazonaws.com");

    let mapping = &deployed.find("AWS::Lambda::EventSourceMapping", "send_confirmation")["Properties"];
    assert_eq!((&mapping["EventSourceArn"], &mapping["BatchSize"]), (&events, &json!(1)));
    assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));

    let function = &deployed.find("AWS::Lambda::Function", "send_confirmation")["Properties"];
    let variables = &function["Environment"]["Variables"];
    assert_eq!(variables["EVENTUAL_EVENTS_QUEUE"]["Ref"], events["Fn::GetAtt"][0]);
    assert_eq!(variables["EVENTUAL_DEAD_LETTERS"]["Ref"], dead_letters["Fn::GetAtt"][0]);
    assert_eq!(variables["EVENTUAL_EVENT_AGE"], "3600");
    let role = &deployed.find("AWS::IAM::Role", "send_confirmation")["Properties"];
    let statements = role["Policies"][0]["PolicyDocument"]["Statement"].as_array().unwrap();
    let allowed = |action: &str, on: &serde_json::Value| {
        statements.iter().any(|it| it["Action"].to_string().contains(action) && it["Resource"] == *on)
    };
    assert!(allowed("sqs:SendMessage", &dead_letters));
    assert!(allowed("sqs:ChangeMessageVisibility", &events) && allowed("sqs:ReceiveMessage", &events));

    // Only its queue calls it.
    let of_confirm = |it: &&&serde_json::Value| it["Metadata"].to_string().contains("send_confirmation");
    for type_name in ["AWS::Lambda::EventInvokeConfig", "AWS::Lambda::Permission"] {
        assert_eq!(deployed.of_type(type_name).iter().filter(of_confirm).count(), 0, "{type_name}");
    }
}

#[test]
fn a_queue_takes_as_many_attempts_as_the_infrastructure_program_says() {
    let props = SubscriptionProps { max_attempts: 20.into(), ..Default::default() };
    let settings = ServiceSettings {
        events: EventsProps {
            subscriptions: BTreeMap::from([("subscription_send_confirmation".into(), props)]),
            ..Default::default()
        },
        ..Default::default()
    };
    let deployed = deploy(&patient_shop(), &shop_build(), &settings);
    let function = &deployed.find("AWS::Lambda::Function", "send_confirmation")["Properties"];
    assert_eq!(function["Environment"]["Variables"]["EVENTUAL_EVENT_ATTEMPTS"], "20");
    let queue = &deployed.find("AWS::SQS::Queue", "send_confirmation/Events/")["Properties"];
    assert_eq!(queue["RedrivePolicy"]["maxReceiveCount"], 25);
}

fn logical_id(deployed: &crate::shop::Deployed, type_name: &str, part: &str) -> String {
    let resource = deployed.find(type_name, part);
    let all = deployed.template()["Resources"].as_object().unwrap();
    all.iter().find(|(_, it)| *it == resource).unwrap().0.clone()
}
