use eventual_constructs_core::cfn::sqs::Queue;
use eventual_constructs_core::{
    App, AppProps, Condition, Construct, Mapping, Output, OutputProps, Parameter, ParameterProps,
    RemovalPolicy, Scope, Stack, if_, join, no_value, pseudo, select, split, sub,
};
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{app_and_stack, bare, problems, queue, template};

#[test]
fn a_resource_says_what_its_struct_and_its_options_say() {
    let (app, stack) = app_and_stack();
    let dlq = stack.add("Dlq", Queue { delay_seconds: Some(3.into()), ..Queue::default() });
    let main = queue(&stack, "Main");
    main.update(|queue| queue.queue_name = Some(sub("${Dlq}-main", [("Dlq", dlq.attribute("QueueName"))])));
    main.removal_policy(RemovalPolicy::RetainExceptOnCreate).metadata("owner", "shipping");
    main.depends_on(&dlq);
    let old = queue(&stack, "Old");
    old.override_logical_id("NameOfThePast");
    assert_json_golden!(template(&app, "Orders"));
}

#[test]
fn every_intrinsic_function_reaches_the_template() {
    let (app, stack) = app_and_stack();
    let stage = Parameter::new(
        &stack,
        "Stage",
        ParameterProps {
            default: Some("beta".into()),
            allowed_values: vec!["beta".into(), "prod".into()],
            ..ParameterProps::default()
        },
    );
    let is_prod = Condition::equals(&stack, "IsProd", stage.value(), "prod");
    let is_beta = Condition::not(&stack, "IsBeta", &is_prod);
    let _either = Condition::any(&stack, "Either", &[&is_prod, &is_beta]);
    let table = [("eu-central-1".to_owned(), [("delay".to_owned(), "5".to_owned())].into())].into();
    let regions = Mapping::new(&stack, "Regions", &table);
    let queue = queue(&stack, "Queue");
    queue.only_if(&is_prod);
    let parts = split("-", &stage.value());
    queue.update(|queue| {
        queue.queue_name = Some(join("-", ["a".into(), "b".into(), select(0, &parts), "c".into()]))
    });
    queue.update(|queue| queue.kms_master_key_id = Some(if_(&is_prod, &"key".into(), &no_value())));
    Output::with_props(
        &stack,
        "Delay",
        regions.find(pseudo::region(), "delay"),
        OutputProps {
            description: Some("seconds".into()),
            export_name: Some("orders-delay".into()),
            condition: Some(is_prod),
        },
    );
    assert_json_golden!(bare(template(&app, "Orders")));
}

#[test]
fn known_parts_are_joined_at_once() {
    assert_eq!(join("-", ["a".into(), "b".into()]), "a-b".into());
    assert_eq!(sub("plain", []), "plain".into());
}

#[test]
fn overrides_have_the_last_word() {
    let (app, stack) = app_and_stack();
    let queue = queue(&stack, "Queue");
    queue
        .add_override("Properties.RedrivePolicy.maxReceiveCount", 3)
        .add_override("Properties.Tags", json!([{ "Key": "a", "Value": "b" }]))
        .add_override(
            "Properties.Tags.1",
            json!({ "Key": "c", "Value": eventual_constructs_core::ToJson::to_json(&pseudo::region()) }),
        )
        .add_override("Properties.QueueName", "gone")
        .delete_override("Properties.QueueName")
        .add_override("UpdatePolicy.CodeDeploy", true);
    assert_json_golden!(bare(template(&app, "Orders"))["Resources"]["Queue"]);
}

#[test]
fn an_override_through_a_text_is_refused() {
    let (app, stack) = app_and_stack();
    queue(&stack, "Queue").add_override("Type.Name", 1);
    assert_snapshot!(problems(&app), @"`Orders/Queue` (constructs/core/tests/it/support.rs:N): the override `Type.Name` goes through a value that is neither an object nor a list");
}

#[test]
fn an_unknown_attribute_is_refused_with_those_there_are() {
    let (app, stack) = app_and_stack();
    let queue = queue(&stack, "Queue");
    Output::new(&stack, "Arn", queue.attribute("Am"));
    assert_snapshot!(problems(&app), @"`Orders/Queue` (constructs/core/tests/it/resources.rs:N): `AWS::SQS::Queue` has no attribute `Am`; it has `Arn`, `QueueUrl`");
}

#[test]
fn tags_reach_what_can_be_tagged_and_the_nearest_wins() {
    let (app, stack) = app_and_stack();
    stack.tag("team", "orders");
    let group = Construct::new(&stack, "Mail");
    group.tag("team", "mail");
    group.tag("cost", "1");
    let own = queue(&group, "Own");
    own.tag("team", "own");
    queue(&stack, "Plain");
    group.add_raw("Untaggable", "Custom::Thing", json!({}));
    let parameter = eventual_constructs_core::cfn::ssm::Parameter::new("String", "x");
    group.add("Parameter", parameter);
    assert_json_golden!(bare(template(&app, "Orders"))["Resources"]);
    let assembly = app.assemble().unwrap();
    let manifest = crate::assembly::json_file(&assembly, "manifest.json");
    assert_eq!(manifest["artifacts"]["Orders"]["properties"]["tags"], json!({ "team": "orders" }));
}

#[test]
fn tags_of_an_app_reach_its_stacks_and_those_of_a_nested_stack_the_nested_stack() {
    let (app, stack) = app_and_stack();
    app.tag("company", "acme");
    let nested = eventual_constructs_core::NestedStack::new(&stack, "Mail");
    nested.tag("team", "mail");
    queue(&nested, "Queue");
    let assembly = app.assemble().unwrap();
    let manifest = crate::assembly::json_file(&assembly, "manifest.json");
    assert_eq!(manifest["artifacts"]["Orders"]["properties"]["tags"], json!({ "company": "acme" }));
    let resources = &assembly.stack("Orders").unwrap().template()["Resources"];
    let tags = resources.as_object().unwrap().values().next().unwrap()["Properties"]["Tags"].clone();
    assert_eq!(tags, json!([{ "Key": "team", "Value": "mail" }]));
    let inner = bare(assembly.stack("Orders/Mail").unwrap().template().clone());
    assert_eq!(inner["Resources"]["Queue"], json!({ "Type": "AWS::SQS::Queue" }));
}

#[test]
fn a_renewed_resource_changes_its_id_with_the_other_only() {
    let id_for = |delay: i64, extra: bool| {
        let app = App::new();
        let stack = Stack::new(&app, "Orders");
        if extra {
            queue(&stack, "Extra");
        }
        let api = stack.add("Api", Queue { delay_seconds: Some(delay.into()), ..Queue::default() });
        let target = queue(&stack, "Target");
        api.update(|api| api.queue_name = Some(target.reference()));
        queue(&stack, "Deployment").renew_with(&api);
        let template = template(&app, "Orders");
        template["Resources"]
            .as_object()
            .unwrap()
            .keys()
            .find(|id| id.starts_with("Deployment"))
            .unwrap()
            .clone()
    };
    assert_eq!(id_for(1, false), id_for(1, true));
    assert_ne!(id_for(1, false), id_for(2, false));
}

#[test]
fn metadata_can_name_the_source_or_nothing_at_all() {
    let with = |props: AppProps| {
        let app = App::with_props(props);
        queue(&Stack::new(&app, "Orders"), "Queue");
        template(&app, "Orders")["Resources"]["Queue"]["Metadata"].clone()
    };
    assert_eq!(with(AppProps::default()), json!({ "aws:cdk:path": "Orders/Queue" }));
    let source =
        with(AppProps { source_in_templates: true, ..AppProps::default() })["eventual:source"].clone();
    assert!(source.as_str().unwrap().starts_with("constructs/core/tests/it/support.rs:"));
    let context = [("aws:cdk:enable-path-metadata".to_owned(), json!(false))].into();
    assert_eq!(with(AppProps { context, ..AppProps::default() }), json!(null));
}
