use eventual_constructs_aws::default;
use eventual_constructs_aws::dynamodb::{Index, Key, Table, TableProps};
use eventual_constructs_aws::s3::{Bucket, BucketProps, Cors};
use eventual_constructs_core::RemovalPolicy;

use crate::support::{app_and_stack, function, only, resources, statements};

#[test]
fn a_table_with_everything() {
    let (app, stack) = app_and_stack();
    let index =
        |name: &str, sort_key| Index { name: name.into(), partition_key: Key::text("status"), sort_key };
    let props = TableProps {
        sort_key: Key::number("at").into(),
        table_name: "orders".into(),
        indexes: vec![index("by-status", None), index("by-time", Some(Key::number("at")))],
        time_to_live_attribute: "expires".into(),
        stream: true,
        point_in_time_recovery: true,
        deletion_protection: true,
        removal_policy: RemovalPolicy::Destroy.into(),
    };
    Table::new(&stack, "Table", Key::text("id"), props);
    assert_json_golden!(resources(&app));
}

#[test]
fn tables_grant_reading_and_writing_apart() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Function");
    let plain = Table::new(&stack, "Plain", Key::text("id"), default());
    plain.grant_read_write(&function);
    Table::from_name(&stack, "Theirs", "theirs").grant_read(&function);
    let resources = resources(&app);
    assert_json_golden!(statements(&only(&resources, "AWS::IAM::Role")));
    assert_eq!(
        resources.as_object().unwrap().values().find(|r| r["Type"] == "AWS::DynamoDB::Table").unwrap()["DeletionPolicy"],
        "Retain"
    );
}

#[test]
fn a_bucket_is_closed_and_encrypted() {
    let (app, stack) = app_and_stack();
    let cors =
        Cors { origins: vec!["https://shop.example".into()], methods: vec!["GET".into()], ..default() };
    let props = BucketProps {
        versioned: true,
        expire_after_days: 30.into(),
        event_bridge: true,
        cors: vec![cors],
        ..default()
    };
    Bucket::new(&stack, "Bucket", props);
    assert_json_golden!(resources(&app));
}

#[test]
fn buckets_grant_by_key() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Function");
    let bucket = Bucket::new(&stack, "Bucket", default());
    bucket.grant_read(&function, "*");
    bucket.grant_write(&function, "in/*");
    bucket.grant_delete(&function, "in/*");
    Bucket::from_name(&stack, "Theirs", "theirs").grant_read(&function, "*");
    assert_json_golden!(statements(&only(&resources(&app), "AWS::IAM::Role")));
}

#[test]
fn a_bucket_that_is_emptied_goes_with_its_stack() {
    let (app, stack) = app_and_stack();
    let removal_policy = RemovalPolicy::Destroy.into();
    let props = BucketProps { empty_before_removal: true, removal_policy, ..default() };
    assert!(Bucket::new(&stack, "Files", props).emptier().is_some());
    assert!(Bucket::new(&stack, "Kept", default()).emptier().is_none());
    let resources = resources(&app);
    let emptier = only(&resources, "AWS::CloudFormation::CustomResource");
    assert!(emptier["Bucket"]["Ref"].as_str().unwrap().starts_with("Files"), "{emptier}");
    let code = only(&resources, "AWS::Lambda::Function")["Code"]["ZipFile"].to_string();
    assert!(code.contains("def handler(event, context):"), "{code}");
    assert_json_golden!(statements(&only(&resources, "AWS::IAM::Role")));
}
