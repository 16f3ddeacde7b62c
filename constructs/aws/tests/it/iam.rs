use eventual_constructs_aws::default;
use eventual_constructs_aws::dynamodb::{Key, Table};
use eventual_constructs_aws::iam::{Grantee, PolicyDocument, Principal, Role, RoleProps, Statement};
use eventual_constructs_aws::sqs::Queue;
use eventual_constructs_core::Scope;
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{app_and_stack, function, of_type, only, resources, statements};

fn role(scope: &impl Scope, id: &str) -> Role {
    Role::new(scope, id, Principal::service("lambda"), default())
}

#[test]
fn a_policy_is_merged_sorted_and_without_repetition() {
    let (_app, stack) = app_and_stack();
    let document = PolicyDocument::new([
        Statement::allow(["s:B", "s:A"]).on("arn:2"),
        Statement::allow(["s:A", "s:C"]).on("arn:2"),
        Statement::allow(["s:A", "s:B", "s:C"]).on("arn:1"),
        Statement::allow(["s:A"]).on("arn:2"),
        Statement::deny(["s:A"]).on("arn:1"),
        Statement::allow(["s:A"]).on("arn:1").when(json!({ "Bool": { "x": "true" } })),
    ]);
    assert_json_golden!(document.to_json(stack.node()));
}

#[test]
fn the_order_of_grants_does_not_show() {
    let build = |flip: bool| {
        let (app, stack) = app_and_stack();
        let role = role(&stack, "Role");
        let queues = if flip { ["B", "A"] } else { ["A", "B"] };
        for id in queues {
            Queue::new(&stack, id, default()).grant_send(&role);
        }
        resources(&app)
    };
    assert_eq!(build(false), build(true));
}

#[test]
fn grants_go_into_the_role() {
    let (app, stack) = app_and_stack();
    let role = Role::new(
        &stack,
        "Role",
        Principal::service("lambda"),
        RoleProps {
            role_name: "orders".into(),
            managed_policies: vec!["ReadOnlyAccess".into(), "arn:aws:iam::123456789012:policy/own".into()],
            permissions_boundary: "arn:aws:iam::123456789012:policy/bound".into(),
            statements: vec![Statement::allow(["s3:ListAllMyBuckets"]).on("*")],
            ..default()
        },
    );
    Table::new(&stack, "Table", Key::text("id"), default()).grant_read(&role);
    role.grant_pass(&role_of_scheduler(&stack));
    assert_json_golden!(resources(&app));
}

fn role_of_scheduler(scope: &impl Scope) -> Role {
    Role::new(scope, "Scheduler", Principal::service("scheduler.amazonaws.com"), default())
}

#[test]
fn functions_that_invoke_each_other_are_no_circle() {
    let (app, stack) = app_and_stack();
    let (a, b) = (function(&stack, "A"), function(&stack, "B"));
    a.grant_invoke(&b);
    b.grant_invoke(&a);
    a.grant_invoke(&a);
    let resources = resources(&app);
    assert_eq!(of_type(&resources, "AWS::IAM::Policy").len(), 2);
    assert_eq!(statements(&of_type(&resources, "AWS::IAM::Role")[0]).as_array().unwrap().len(), 1);
}

#[test]
fn a_role_from_elsewhere_gets_a_policy_of_this_stack() {
    let (app, stack) = app_and_stack();
    let role = Role::from_arn(&stack, "Theirs", "arn:aws:iam::123456789012:role/path/theirs");
    role.add_to_policy(Statement::allow(["s:A"]).on("*"));
    role.add_to_policy(Statement::allow(["s:B"]).on("*"));
    assert_json_golden!(only(&resources(&app), "AWS::IAM::Policy"));
}

#[test]
fn what_is_no_role_is_refused() {
    let (app, stack) = app_and_stack();
    Role::from_arn(&stack, "Theirs", "theirs");
    let error = app.assemble().unwrap_err().to_string();
    let (_, message) = error.split_once("): ").unwrap();
    assert_snapshot!(message, @"`theirs` is not the ARN of a role; it looks like `arn:aws:iam::123456789012:role/name`");
}

#[test]
fn principals_have_their_forms() {
    let (_app, stack) = app_and_stack();
    let principals = [
        Principal::Account("123456789012".into()),
        Principal::Arn("arn:aws:iam::123456789012:role/r".into()),
        Principal::Federated("cognito-identity.amazonaws.com".into()),
        Principal::Anyone,
    ];
    let shown = principals.map(|principal| {
        let document = PolicyDocument::new([Statement::allow(["s:A"]).to(principal)]);
        document.to_json(stack.node())["Statement"][0]["Principal"].clone()
    });
    assert_json_golden!(shown);
}
