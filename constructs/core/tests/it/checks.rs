use eventual_constructs_core::cfn::lambda::{Function, FunctionCode, FunctionEnvironment};
use eventual_constructs_core::{App, Output, Parameter, ParameterProps, Scope, Stack, ToJson, Value};
use insta::assert_snapshot;
use serde_json::{Value as Json, json};

use crate::support::{app_and_stack, problems, queue};

/// What the checks say about one resource.
fn check(type_name: &str, properties: Json) -> String {
    let (app, stack) = app_and_stack();
    stack.add_raw("It", type_name, properties);
    problems(&app)
}

#[test]
fn a_stack_holds_500_resources() {
    let (app, stack) = app_and_stack();
    (0..500).for_each(|index| drop(queue(&stack, &format!("Q{index}"))));
    assert!(app.assemble().is_ok());
    queue(&stack, "OneMore");
    assert_snapshot!(problems(&app), @"`Orders` (constructs/core/tests/it/support.rs:N): it has 501 resources, 500 are allowed; move constructs into a `NestedStack` or another `Stack`");
}

#[test]
fn a_stack_has_200_outputs_and_parameters() {
    let (app, stack) = app_and_stack();
    for index in 0..201 {
        Output::new(&stack, &format!("O{index}"), "x");
        Parameter::new(&stack, &format!("P{index}"), ParameterProps::default());
    }
    assert_snapshot!(problems(&app), @r"
    `Orders` (constructs/core/tests/it/support.rs:N): it has 201 outputs, 200 are allowed; outputs of nested stacks and exports count too; let fewer values cross the border of the stack
    `Orders` (constructs/core/tests/it/support.rs:N): it has 202 parameters, 200 are allowed; outputs of nested stacks and exports count too; let fewer values cross the border of the stack
    ");
}

#[test]
fn a_template_is_written_without_white_space_before_it_is_refused_for_its_size() {
    let with = |items: Json| {
        let app = App::new();
        Stack::new(&app, "Orders").add_raw("It", "Custom::Thing", json!({ "Items": items }));
        app
    };
    // Over the limit only by the white space before each zero.
    assert!(with(json!(vec![0; 150_000])).assemble().is_ok());
    let text = problems(&with(json!("x".repeat(1_048_576))));
    assert_snapshot!(text, @"`Orders` (constructs/core/tests/it/checks.rs:N): the template has 1049138 bytes, CloudFormation allows 1048576; move constructs into a `NestedStack` or large texts into an `Asset`");
}

#[test]
fn logical_ids_are_legal_and_differ() {
    let (app, stack) = app_and_stack();
    queue(&stack, "A").override_logical_id("Same");
    queue(&stack, "B").override_logical_id("Same");
    queue(&stack, "C").override_logical_id("not-legal");
    assert_snapshot!(problems(&app), @r"
    `Orders/B` (constructs/core/tests/it/support.rs:N): the logical id `Same` is also that of `Orders/A`; give one of them another id
    `Orders/C` (constructs/core/tests/it/support.rs:N): the logical id `not-legal` is not allowed; it must be 1 to 255 letters and digits
    ");
}

#[test]
fn names_fit_their_service() {
    assert_snapshot!(check("AWS::SQS::Queue", json!({ "QueueName": "q".repeat(81) })), @"`Orders/It` (constructs/core/tests/it/checks.rs:N): the queue `qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq` has 81 characters, 80 are allowed; shorten it");
    assert_snapshot!(check("AWS::Lambda::Function", json!({ "FunctionName": "a b" })), @"`Orders/It` (constructs/core/tests/it/checks.rs:N): the function `a b` is not allowed; it must consist of letters, digits, `-` and `_`");
    assert_snapshot!(check("AWS::S3::Bucket", json!({ "BucketName": "Upper" })), @"`Orders/It` (constructs/core/tests/it/checks.rs:N): the bucket `Upper` is not allowed; it must consist of lower-case letters, digits, `-` and `.`");
}

#[test]
fn names_differ_in_one_account_and_region_but_not_on_two_buses() {
    let (app, stack) = app_and_stack();
    let rule = |id: &str, bus: &str| {
        stack.add_raw(id, "AWS::Events::Rule", json!({ "Name": "r", "EventBusName": bus }));
    };
    rule("A", "one");
    rule("B", "two");
    assert!(app.assemble().is_ok());
    rule("C", "two");
    let other = Stack::new(&app, "Other");
    stack.add_raw("Q", "AWS::SQS::Queue", json!({ "QueueName": "q" }));
    other.add_raw("Q", "AWS::SQS::Queue", json!({ "QueueName": "q" }));
    assert_snapshot!(problems(&app), @r"
    `Orders/C` (constructs/core/tests/it/checks.rs:N): the rule is named `r`, as is `Orders/B`; names must differ in one account and region
    `Other/Q` (constructs/core/tests/it/checks.rs:N): the queue is named `q`, as is `Orders/Q`; names must differ in one account and region
    ");
}

#[test]
fn inline_policies_of_a_role_have_a_common_limit() {
    let (app, stack) = app_and_stack();
    let document = |characters: usize| json!({ "Statement": [{ "Resource": "r".repeat(characters) }] });
    let policies = json!([{ "PolicyName": "p", "PolicyDocument": document(6_000) }]);
    let role = stack.add_raw("Role", "AWS::IAM::Role", json!({ "Policies": policies }));
    assert!(app.assemble().is_ok());
    let roles = json!([role.reference().to_json()]);
    stack.add_raw("More", "AWS::IAM::Policy", json!({ "PolicyDocument": document(5_000), "Roles": roles }));
    assert_snapshot!(problems(&app), @"`Orders/Role` (constructs/core/tests/it/checks.rs:N): the inline policies of the role have 11062 characters, IAM allows 10240; grant on fewer resources, use wildcards, or attach a managed policy");
}

#[test]
fn environments_of_functions_are_small_and_legal() {
    let (app, stack) = app_and_stack();
    let mut function = Function::new(FunctionCode::default(), "arn:aws:iam::123456789012:role/r");
    let variables = [("BIG", "x".repeat(4_100)), ("AWS_REGION", "x".into()), ("1ST", "x".into())];
    function.environment = Some(FunctionEnvironment { variables: Some(variables.into()) }.into());
    stack.add("It", function);
    assert_snapshot!(problems(&app), @r"
    `Orders/It` (constructs/core/tests/it/checks.rs:N): the environment has 4118 bytes, Lambda allows 4096; move values to SSM parameters or to a file beside the code
    `Orders/It` (constructs/core/tests/it/checks.rs:N): the environment variable `1ST` is not allowed; names start with a letter, have at least two characters, and hold letters, digits and `_`
    `Orders/It` (constructs/core/tests/it/checks.rs:N): the environment variable `AWS_REGION` is not allowed; Lambda sets it itself
    ");
}

#[test]
fn memory_and_timeout_are_what_lambda_offers() {
    assert_snapshot!(check("AWS::Lambda::Function", json!({ "MemorySize": 64, "Timeout": 901 })), @r"
    `Orders/It` (constructs/core/tests/it/checks.rs:N): `MemorySize` is 64 MB, Lambda allows 128 to 10240 MB
    `Orders/It` (constructs/core/tests/it/checks.rs:N): `Timeout` is 901 seconds, Lambda allows 1 to 900 seconds
    ");
}

#[test]
fn event_patterns_and_targets_are_bounded() {
    let pattern = json!({ "EventPattern": { "source": vec!["orders"; 300] } });
    assert_snapshot!(check("AWS::Events::Rule", pattern), @"`Orders/It` (constructs/core/tests/it/checks.rs:N): the event pattern has 2712 characters, EventBridge allows 2048; list fewer values or split the rule");
    assert_snapshot!(check("AWS::Events::Rule", json!({ "Targets": [1, 2, 3, 4, 5, 6] })), @"`Orders/It` (constructs/core/tests/it/checks.rs:N): it has 6 targets, 5 are allowed; make a second rule with the same pattern");
}

#[test]
fn a_bus_has_300_rules() {
    let (app, stack) = app_and_stack();
    for index in 0..301 {
        stack.add_raw(&format!("R{index}"), "AWS::Events::Rule", json!({ "EventBusName": "b" }));
    }
    assert_snapshot!(problems(&app), @"`Orders/R0` (constructs/core/tests/it/checks.rs:N): it has 301 rules on one bus, 300 are allowed; use another event bus, or one rule for several events");
}

#[test]
fn a_function_has_100_permissions() {
    let (app, stack) = app_and_stack();
    for index in 0..101 {
        stack.add_raw(&format!("P{index}"), "AWS::Lambda::Permission", json!({ "FunctionName": "f" }));
    }
    assert_snapshot!(problems(&app), @"`Orders/P0` (constructs/core/tests/it/checks.rs:N): it has 101 permissions on its function, 100 are allowed; let one permission with wildcards in its source ARN stand for many");
}

#[test]
fn messages_stay_hidden_while_the_function_runs() {
    let (app, stack) = app_and_stack();
    let queue = queue(&stack, "Queue");
    let function = stack.add_raw("Function", "AWS::Lambda::Function", json!({ "Timeout": 31 }));
    let to_json = |value: &Value<String>| value.to_json();
    let ends = json!({
        "EventSourceArn": to_json(&queue.attribute("Arn")),
        "FunctionName": to_json(&function.reference()),
    });
    stack.add_raw("Mapping", "AWS::Lambda::EventSourceMapping", ends);
    assert_snapshot!(problems(&app), @"`Orders/Queue` (constructs/core/tests/it/support.rs:N): its messages are hidden for 30 seconds, but `Orders/Function`, which takes them, may run for 31; set the visibility timeout to at least that, better six times as much");
    queue.update(|queue| queue.visibility_timeout = Some(31.into()));
    assert!(app.assemble().is_ok());
}

#[test]
fn all_mistakes_are_reported_at_once() {
    let (app, stack) = app_and_stack();
    queue(&stack, "a/b");
    stack.add_raw("Function", "AWS::Lambda::Function", json!({ "MemorySize": 1 }));
    let error = app.assemble().unwrap_err();
    assert_eq!(error.problems().len(), 2);
    assert_eq!(error.problems()[0].path(), "Orders");
    assert!(error.problems()[1].location().is_some());
}
