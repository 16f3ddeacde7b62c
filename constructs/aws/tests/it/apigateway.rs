use eventual_constructs_aws::apigateway::{AccountLogging, Endpoint, RestApi, RestApiProps, Throttling};
use eventual_constructs_aws::iam::{Principal, Statement};
use eventual_constructs_aws::{default, mb};
use eventual_constructs_core::{App, Asset, Output, Stack, ToJson};
use serde_json::{Value as Json, json};

use crate::support::{app_and_stack, function, of_type, only, resources};

fn body(uri: &Json) -> Json {
    let integration = json!({ "type": "aws_proxy", "httpMethod": "POST", "uri": uri });
    json!({
        "openapi": "3.0.1",
        "info": { "title": "orders", "version": "1" },
        "paths": { "/hello": { "get": { "x-amazon-apigateway-integration": integration } } },
    })
}

#[test]
fn an_api_is_made_from_a_document_with_tokens() {
    let (app, stack) = app_and_stack();
    let function = function(&stack, "Hello");
    let api = RestApi::new(&stack, "Api", body(&function.arn().to_json()), default());
    Output::new(&stack, "Url", api.url());
    Output::new(&stack, "Early", api.url_without_stage_dependency());
    api.grant_call(&function, "GET", "/hello");
    let mut all = resources(&app);
    all.as_object_mut().unwrap().retain(|id, _| !id.starts_with("Hello"));
    let outputs = app.assemble().unwrap().stack("Orders").unwrap().template()["Outputs"].clone();
    assert_json_golden!([all, outputs]);
}

#[test]
fn every_setting_of_an_api_reaches_the_template() {
    let (app, stack) = app_and_stack();
    RestApi::new(
        &stack,
        "Api",
        body(&json!("x")),
        RestApiProps {
            name: "shop".into(),
            description: "takes orders".into(),
            stage_name: "beta".into(),
            endpoint: Endpoint::Edge,
            access_logs: false.into(),
            throttling: Throttling { rate: 100.0, burst: 50 }.into(),
            detailed_metrics: true,
            tracing: true,
            minimum_compression_size: 1024.into(),
            binary_media_types: vec!["image/png".into()],
            policy: vec![Statement::allow(["execute-api:Invoke"]).to(Principal::Anyone)],
            disable_default_domain: true,
            stage_variables: [("a", "b")].into(),
            overrides: [("Properties.ApiKeySourceType", json!("HEADER"))].into(),
            ..default()
        },
    );
    assert_json_golden!(resources(&app));
    let _ = mb(1);
}

#[test]
fn a_change_of_the_api_makes_a_new_deployment() {
    let deployment = |title: &str, with_override: bool| {
        let (app, stack) = app_and_stack();
        let api = RestApi::new(&stack, "Api", json!({ "info": { "title": title } }), default());
        if with_override {
            api.resource().add_override("Properties.Description", "x");
        }
        let resources = resources(&app);
        let all = resources.as_object().unwrap();
        all.iter().find(|(_, body)| body["Type"] == "AWS::ApiGateway::Deployment").unwrap().0.clone()
    };
    assert_eq!(deployment("a", false), deployment("a", false));
    assert_ne!(deployment("a", false), deployment("b", false));
    assert_ne!(deployment("a", false), deployment("a", true));
}

#[test]
fn the_logging_role_of_the_account_is_made_once_a_stack() {
    let (app, stack) = app_and_stack();
    for id in ["A", "B"] {
        RestApi::new(&stack, id, json!({}), default());
    }
    assert_eq!(of_type(&resources(&app), "AWS::ApiGateway::Account").len(), 1);

    let (app, stack) = app_and_stack();
    let props = RestApiProps { account_logging: AccountLogging::Existing, ..default() };
    RestApi::new(&stack, "A", json!({}), props);
    assert_eq!(of_type(&resources(&app), "AWS::ApiGateway::Account").len(), 0);

    let (app, stack) = app_and_stack();
    let props = RestApiProps { account_logging: AccountLogging::Retained, ..default() };
    RestApi::new(&stack, "A", json!({}), props);
    let retained =
        resources(&app).as_object().unwrap().values().filter(|r| r["DeletionPolicy"] == "Retain").count();
    assert_eq!(retained, 2);
}

#[test]
fn a_large_document_can_be_an_asset() {
    let app = App::new();
    let stack = Stack::new(&app, "Orders");
    let asset = Asset::from_bytes(&stack, "Document", ".json", "{}");
    RestApi::from_asset(&stack, "Api", &asset, default());
    assert_json_golden!(only(&resources(&app), "AWS::ApiGateway::RestApi"));
}
