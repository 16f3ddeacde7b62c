use eventual_constructs_core::{App, AppProps, Environment, Scope, Stack, StackProps};
use insta::assert_snapshot;
use serde_json::json;

use crate::assembly::json_file;
use crate::support::{problems, queue};

#[test]
fn props_reach_the_manifest_and_the_template() {
    let app = App::with_props(AppProps { bootstrap_qualifier: Some("acme".into()), ..AppProps::default() });
    let stack = Stack::with_props(
        &app,
        "Orders",
        StackProps {
            stack_name: Some("shop-orders".into()),
            env: Environment::new("123456789012", "eu-central-1"),
            description: Some("takes orders".into()),
            tags: [("team".to_owned(), "shop".to_owned())].into(),
            termination_protection: true,
        },
    );
    queue(&stack, "Queue");
    let assembly = app.assemble().unwrap();
    insta::with_settings!({ filters => [("[0-9a-f]{64}", "HASH")] }, {
        assert_golden!(eventual_constructs_core::to_text(&json!([
            json_file(&assembly, "manifest.json")["artifacts"]["shop-orders"],
            json_file(&assembly, "shop-orders.assets.json"),
            assembly.stack("shop-orders").unwrap().template(),
        ])));
    });
}

#[test]
fn the_qualifier_may_come_from_the_context() {
    let context = [("@aws-cdk/core:bootstrapQualifier".to_owned(), json!("ctx"))].into();
    let app = App::with_props(AppProps { context, ..AppProps::default() });
    Stack::new(&app, "Orders");
    let manifest = json_file(&app.assemble().unwrap(), "manifest.json");
    let parameter =
        &manifest["artifacts"]["Orders.assets"]["properties"]["bootstrapStackVersionSsmParameter"];
    assert_eq!(parameter, "/cdk-bootstrap/ctx/version");
    assert_eq!(app.context("nothing"), None);
}

#[test]
fn a_stack_below_a_construct_is_named_by_its_path() {
    let app = App::new();
    let group = eventual_constructs_core::Construct::new(&app, "Beta");
    let stack = Stack::new(&group, "Orders");
    assert_eq!((stack.name(), stack.path()), ("Beta-Orders".to_owned(), "Beta/Orders".to_owned()));
}

#[test]
fn stack_names_are_legal_and_differ() {
    let app = App::new();
    Stack::new(&app, "Order_s");
    let named = || StackProps { stack_name: Some("orders".into()), ..StackProps::default() };
    Stack::with_props(&app, "A", named());
    Stack::with_props(&app, "B", named());
    assert_snapshot!(problems(&app), @r"
    `B` (constructs/core/tests/it/stacks.rs:N): the stack name `orders` is also that of `A`; set `stack_name` of one of them
    `Order_s` (constructs/core/tests/it/stacks.rs:N): the stack name `Order_s` is not allowed; it must start with a letter, hold only letters, digits and `-`, and have at most 128 characters
    ");
}
