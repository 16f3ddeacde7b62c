use eventual_constructs_cfn::{
    CfnResource, Expr, Json, Tag, Tagging, Value, apigateway, dynamodb, events, iam, lambda, s3, sns, sqs,
    ssm, wafv2,
};
use serde_json::json;

fn get(logical_id: &str, attribute: &str) -> Expr {
    Expr(json!({ "Fn::GetAtt": [logical_id, attribute] }))
}

#[test]
fn a_resource_without_required_properties_is_default() {
    assert_eq!(sqs::Queue::default().properties(), json!({}));
    let queue = sqs::Queue {
        fifo_queue: Some(true.into()),
        redrive_policy: Some(
            sqs::QueueRedrivePolicy {
                dead_letter_target_arn: Some(get("Dead", "Arn").into()),
                max_receive_count: Some(3.into()),
            }
            .into(),
        ),
        tags: Some([Tag::new("team", "orders")].into()),
        visibility_timeout: Some(30.into()),
        ..Default::default()
    };
    let expected = json!({
        "FifoQueue": true,
        "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["Dead", "Arn"] }, "maxReceiveCount": 3 },
        "Tags": [{ "Key": "team", "Value": "orders" }],
        "VisibilityTimeout": 30,
    });
    assert_eq!(queue.properties(), expected);
}

#[test]
fn a_resource_with_required_properties_is_made_from_them() {
    let code = lambda::FunctionCode {
        s3_bucket: Some(Expr(json!({ "Fn::Sub": "assets-${AWS::AccountId}" })).into()),
        s3_key: Some("a.zip".into()),
        ..Default::default()
    };
    let function = lambda::Function {
        environment: Some(
            lambda::FunctionEnvironment { variables: Some([("SERVICE", "orders")].into()) }.into(),
        ),
        handler: Some("bootstrap".into()),
        memory_size: Some(512.into()),
        runtime: Some("provided.al2023".into()),
        architectures: Some(["arm64"].into()),
        ..lambda::Function::new(code, get("Role", "Arn"))
    };
    let expected = json!({
        "Architectures": ["arm64"],
        "Code": { "S3Bucket": { "Fn::Sub": "assets-${AWS::AccountId}" }, "S3Key": "a.zip" },
        "Environment": { "Variables": { "SERVICE": "orders" } },
        "Handler": "bootstrap",
        "MemorySize": 512,
        "Role": { "Fn::GetAtt": ["Role", "Arn"] },
        "Runtime": "provided.al2023",
    });
    assert_eq!(function.properties(), expected);
}

#[test]
fn keys_are_in_alphabetical_order() {
    let permission = lambda::Permission {
        source_arn: Some("arn".into()),
        event_source_token: Some("token".into()),
        ..lambda::Permission::new("lambda:InvokeFunction", "f", "events.amazonaws.com")
    };
    let properties = permission.properties();
    let keys: Vec<&String> = properties.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["Action", "EventSourceToken", "FunctionName", "Principal", "SourceArn"]);
}

#[test]
fn lists_take_tokens_item_by_item_or_as_a_whole() {
    let rule = |targets: Value<Vec<Value<events::RuleTarget>>>| {
        events::Rule { targets: Some(targets), ..Default::default() }.properties()
    };
    let target = events::RuleTarget::new(get("Function", "Arn"), "Function");
    let token =
        || Expr(json!({ "Fn::If": ["Wanted", { "Arn": "a", "Id": "i" }, { "Ref": "AWS::NoValue" }] }));
    let expected =
        json!({ "Targets": [{ "Arn": { "Fn::GetAtt": ["Function", "Arn"] }, "Id": "Function" }, token().0] });
    assert_eq!(rule(Value::Known(vec![target.into(), token().into()])), expected);
    assert_eq!(rule(token().into()), json!({ "Targets": token().0 }));
}

#[test]
fn free_form_properties_are_json() {
    let policy =
        json!({ "Statement": [{ "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" } }] });
    let role = iam::Role::new(policy.clone());
    assert_eq!(role.properties(), json!({ "AssumeRolePolicyDocument": policy }));
    let api = apigateway::RestApi { body: Some(json!({ "openapi": "3.0.1" }).into()), ..Default::default() };
    assert_eq!(api.properties(), json!({ "Body": { "openapi": "3.0.1" } }));
}

#[test]
fn alternatives_and_recursion_are_written_like_anything_else() {
    let table = dynamodb::Table {
        billing_mode: Some("PAY_PER_REQUEST".into()),
        ..dynamodb::Table::new([dynamodb::TableKeySchemaItem::new("pk", "HASH")])
    };
    let expected = json!({
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }],
    });
    assert_eq!(table.properties(), expected);

    let inner = wafv2::WebACLStatement {
        geo_match_statement: Some(
            wafv2::WebACLGeoMatchStatement { country_codes: Some(["CH"].into()), ..Default::default() }
                .into(),
        ),
        ..Default::default()
    };
    let not = wafv2::WebACLStatement {
        not_statement: Some(wafv2::WebACLNotStatement::new(inner).into()),
        ..Default::default()
    };
    let rule =
        wafv2::WebACLRule::new("abroad", 0, not, wafv2::WebACLVisibilityConfig::new(false, "abroad", false));
    let statement = &wafv2::WebACL {
        rules: Some([rule].into()),
        ..wafv2::WebACL::new(
            wafv2::WebACLDefaultAction::default(),
            "REGIONAL",
            wafv2::WebACLVisibilityConfig::new(false, "acl", false),
        )
    }
    .properties()["Rules"][0]["Statement"];
    let expected =
        json!({ "NotStatement": { "Statement": { "GeoMatchStatement": { "CountryCodes": ["CH"] } } } });
    assert_eq!(*statement, expected);
}

#[test]
fn types_attributes_and_tags_are_named() {
    fn facts<T: CfnResource>(_: &T) -> (&'static str, &'static [&'static str], Option<Tagging>) {
        (T::TYPE, T::ATTRIBUTES, T::TAGS)
    }
    let queue = sqs::Queue::default();
    assert_eq!(facts(&queue), ("AWS::SQS::Queue", &["Arn", "QueueUrl"][..], Some(Tagging::Pairs("Tags"))));
    assert_eq!(sqs::Queue::QUEUE_URL.name(), "QueueUrl");
    let parameter = ssm::Parameter::new("String", "value");
    assert_eq!(facts(&parameter).2, Some(Tagging::Map("Tags")));
    assert_eq!(facts(&sns::Subscription::new("sqs", "topic")).2, None);
    assert_eq!(s3::Bucket::REGIONAL_DOMAIN_NAME.name(), "RegionalDomainName");
}

#[test]
fn resources_can_be_shown_for_debugging() {
    let topic = sns::Topic { topic_name: Some("orders".into()), ..Default::default() };
    let shown = format!("{topic:?}");
    assert!(shown.starts_with("Topic {") && shown.contains("topic_name: Some(Known(\"orders\"))"), "{shown}");
    let _: Json = topic.clone().properties();
}
