use eventual_constructs_aws::events::{
    EventBus, EventBusProps, EventPattern, Rule, RuleProps, Target, TargetKind,
};
use eventual_constructs_aws::sqs::Queue;
use eventual_constructs_aws::{default, hours};
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{app_and_stack, function, of_type, only, resources};

#[test]
fn a_rule_sends_events_to_a_function_and_undeliverable_ones_to_a_queue() {
    let (app, stack) = app_and_stack();
    let bus = EventBus::new(&stack, "Bus", EventBusProps { description: "orders".into(), ..default() });
    let queue = Queue::new(&stack, "Undelivered", default());
    let mut target = Target::function(&function(&stack, "OnCreated"));
    target.dead_letter_queue = queue.into();
    target.retry_attempts = 5.into();
    target.max_event_age = hours(2);
    let pattern = EventPattern::named(["OrderCreated"])
        .from_source("orders")
        .with_detail(json!({ "total": [{ "numeric": [">", 100] }] }));
    let props = RuleProps { bus: bus.into(), pattern: pattern.into(), targets: vec![target], ..default() };
    Rule::new(&stack, "Created", props);
    assert_json_golden!(resources(&app));
}

#[test]
fn a_schedule_rule_sends_to_queues() {
    let (app, stack) = app_and_stack();
    let props = RuleProps { schedule: "rate(5 minutes)".into(), enabled: false.into(), ..default() };
    let rule = Rule::new(&stack, "Tick", props);
    rule.add_target(Target::queue(&Queue::new(&stack, "Standard", default())));
    let fifo = Queue::from_name(&stack, "Fifo", "q.fifo");
    let mut target = Target::new(TargetKind::Queue { queue: fifo, message_group_id: Some("ticks".into()) });
    target.input = "{}".into();
    rule.add_target(target);
    assert_json_golden!(only(&resources(&app), "AWS::Events::Rule"));
}

#[test]
fn one_function_can_be_the_target_of_many_rules() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Function");
    for id in ["A", "B"] {
        let pattern = EventPattern::named([id]).into();
        let targets = vec![Target::function(&function), Target::function(&function)];
        Rule::new(&stack, id, RuleProps { pattern, targets, ..default() });
    }
    assert_eq!(of_type(&resources(&app), "AWS::Lambda::Permission").len(), 4);
}

#[test]
fn a_bus_from_elsewhere_takes_events() {
    let (app, stack) = app_and_stack();
    EventBus::from_name(&stack, "Bus", "default").grant_put_events(&function(&stack, "Function"));
    let role = only(&resources(&app), "AWS::IAM::Role");
    assert_json_golden!(crate::support::statements(&role)[0]);
}

#[test]
fn a_rule_that_never_fires_is_refused() {
    let (app, stack) = app_and_stack();
    Rule::new(&stack, "Never", default());
    let error = app.assemble().unwrap_err().to_string();
    let (_, message) = error.split_once("): ").unwrap();
    assert_snapshot!(message, @"the rule never fires; set `pattern` or `schedule` in its `RuleProps`");
}
