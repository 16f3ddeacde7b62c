use eventual_constructs_aws::events::EventBus;
use eventual_constructs_aws::lambda::{
    Architecture, Code, Destination, EventSource, ExistingFunction, Function, FunctionProps, Permission,
    Tracing, Vpc,
};
use eventual_constructs_aws::logs::{LogGroup, Retention};
use eventual_constructs_aws::sqs::Queue;
use eventual_constructs_aws::{default, dynamodb, hours, mb, minutes, seconds};
use eventual_constructs_aws::{iam::Statement, sns::Topic};
use eventual_constructs_core::Stack;
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{app_and_stack, code, function, only, resources, statements};

#[test]
fn a_function_has_a_role_a_log_group_and_sane_defaults() {
    let (app, stack) = app_and_stack();
    function(&stack, "Hello");
    assert_json_golden!(resources(&app));
}

#[test]
fn every_setting_reaches_the_template() {
    let (app, stack) = app_and_stack();
    let dead = Queue::new(&stack, "Dead", default());
    let function = Function::new(
        &stack,
        "Hello",
        FunctionProps {
            code: Code::Inline("exports.handler = () => {}".into()).into(),
            memory: mb(512),
            timeout: minutes(5),
            environment: [("STAGE", "beta")].into(),
            description: "greets".into(),
            function_name: "hello".into(),
            architecture: Architecture::Arm64.into(),
            runtime: "nodejs22.x".into(),
            handler: "index.handler".into(),
            log_retention: Retention::at_least(100).into(),
            reserved_concurrency: 5.into(),
            ephemeral_storage: mb(1024),
            tracing: Tracing::Active.into(),
            layers: vec!["arn:aws:lambda:eu-central-1:123456789012:layer:l:1".into()],
            vpc: Vpc { subnets: vec!["subnet-01234567".into()], security_groups: vec!["sg-01234567".into()] }
                .into(),
            retry_attempts: 1.into(),
            max_event_age: hours(1),
            on_failure: Destination::from(&dead).into(),
            statements: vec![Statement::allow(["ec2:DescribeVpcs"]).on("*")],
            overrides: [("Properties.RecursiveLoop", json!("Terminate"))].into(),
            ..default()
        },
    );
    function.add_environment("DEAD", dead.url());
    function.add_permission(
        "AllowApi",
        Permission::service("apigateway", "arn:aws:execute-api:eu-central-1:123456789012:api/*".into()),
    );
    assert_json_golden!(resources(&app));
}

#[test]
fn a_log_group_and_a_role_can_be_shared() {
    let (app, stack) = app_and_stack();
    let log_group = LogGroup::new(&stack, "Logs", default());
    let first = function(&stack, "First");
    let props = FunctionProps {
        code: code().into(),
        role: first.role().clone().into(),
        log_group: log_group.clone().into(),
        ..default()
    };
    let second = Function::new(&stack, "Second", props);
    assert_eq!(second.log_group().name(), log_group.name());
    let role = only(&resources(&app), "AWS::IAM::Role");
    assert_eq!(statements(&role)[0]["Resource"].as_array().unwrap().len(), 2);
}

#[test]
fn failed_events_may_go_to_anything_that_takes_them() {
    let (app, stack) = app_and_stack();
    let targets: [(&str, Destination); 3] = [
        ("Bus", (&EventBus::new(&stack, "TheBus", default())).into()),
        ("Topic", (&Topic::new(&stack, "TheTopic", default())).into()),
        ("Function", (&function(&stack, "TheFunction")).into()),
    ];
    for (id, target) in targets {
        let props = FunctionProps { code: code().into(), on_failure: target.into(), ..default() };
        Function::new(&stack, id, props);
    }
    let resources = resources(&app);
    let actions: Vec<_> = crate::support::of_type(&resources, "AWS::IAM::Role")
        .iter()
        .chain(&crate::support::of_type(&resources, "AWS::IAM::Policy"))
        .map(|policy| {
            policy
                .pointer("/PolicyDocument/Statement/0/Action")
                .unwrap_or(&statements(policy)[0]["Action"])
                .clone()
        })
        .collect();
    assert!(actions.contains(&json!("events:PutEvents")), "{actions:?}");
    assert!(actions.contains(&json!("lambda:InvokeFunction")), "{actions:?}");
}

#[test]
fn queues_and_streams_feed_functions() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Worker");
    let queue = Queue::new(&stack, "Queue", default());
    let table = dynamodb::TableProps { stream: true, ..default() };
    let table = dynamodb::Table::new(&stack, "Table", dynamodb::Key::text("id"), table);
    let mut source = EventSource::queue(&queue);
    source.batch_size = 5.into();
    source.max_concurrency = 2.into();
    source.max_batching_window = seconds(1);
    function.add_event_source("FromQueue", source);
    let mut source = EventSource::stream(&table);
    source.retry_attempts = 3.into();
    source.bisect_on_error = true.into();
    source.on_failure = Destination::from(&queue).into();
    function.add_event_source("FromTable", source);
    let resources = resources(&app);
    assert_json_golden!([
        crate::support::of_type(&resources, "AWS::Lambda::EventSourceMapping").into(),
        statements(&only(&resources, "AWS::IAM::Role")).clone(),
    ]);
}

#[test]
fn a_function_without_code_is_refused() {
    let (app, stack) = app_and_stack();
    Function::new(&stack, "Hello", default());
    let error = app.assemble().unwrap_err().to_string();
    let (_, message) = error.split_once("): ").unwrap();
    assert_snapshot!(message, @"the function has no code; set `code` in its `FunctionProps`");
}

#[test]
fn a_function_of_another_stack_is_invoked_by_an_import() {
    let (app, stack) = app_and_stack();
    let callee = function(&Stack::new(&app, "Other"), "Callee");
    callee.grant_invoke(&function(&stack, "Caller"));
    let policy = only(&resources(&app), "AWS::IAM::Policy");
    let resource = &policy["PolicyDocument"]["Statement"][0]["Resource"];
    assert!(resource["Fn::ImportValue"].as_str().unwrap().starts_with("Other:ExportCallee"), "{resource}");
}

#[test]
fn a_function_from_elsewhere_can_be_invoked() {
    let (app, stack) = app_and_stack();
    let arn = "arn:aws:lambda:eu-central-1:123456789012:function:theirs";
    let theirs = ExistingFunction::from_arn(&stack, "Theirs", arn);
    theirs.grant_invoke(&function(&stack, "Caller"));
    let role = only(&resources(&app), "AWS::IAM::Role");
    assert_eq!(
        statements(&role)[0],
        json!({ "Action": "lambda:InvokeFunction", "Effect": "Allow", "Resource": arn })
    );
}

#[test]
fn two_syntheses_are_byte_identical() {
    let build = || {
        let (app, stack) = app_and_stack();
        let (a, b) = (function(&stack, "A"), function(&stack, "B"));
        a.grant_invoke(&b);
        b.grant_invoke(&a);
        let queue = Queue::new(&stack, "Queue", default());
        [&a, &b].iter().for_each(|function| queue.grant_send(*function));
        app.assemble().unwrap().stack("Orders").unwrap().template().to_string()
    };
    assert_eq!(build(), build());
}
