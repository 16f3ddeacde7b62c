use eventual_analyzer_model::{FieldMapping, Location};
use eventual_constructs_service::{ApiProps, Auth, Cors, ServiceSettings, Validation};
use serde_json::{Value as Json, json};

use crate::shop::{deploy, shop, shop_build, stubs};

fn body(api: ApiProps) -> Json {
    let deployed = deploy(&shop(), &shop_build(), &ServiceSettings { api, ..Default::default() });
    deployed.of_type("AWS::ApiGateway::RestApi")[0]["Properties"]["Body"].clone()
}

#[test]
fn the_gateway_refuses_bad_input_with_its_reason() {
    let body = body(ApiProps::default());
    assert_eq!(body["x-amazon-apigateway-request-validator"], "all");
    let template = &body["x-amazon-apigateway-gateway-responses"]["BAD_REQUEST_BODY"]["responseTemplates"];
    let filled = template["application/json"]
        .as_str()
        .unwrap()
        .replace("$context.error.messageString", "\"Invalid request body\"")
        .replace("$context.error.validationErrorString", "[object has missing required properties]");
    assert_eq!(
        serde_json::from_str::<Json>(&filled).unwrap(),
        json!({
            "status": 400, "code": "InvalidInput", "message": "Invalid request body",
            "data": { "errors": [{ "message": "[object has missing required properties]" }] },
        })
    );
}

#[test]
fn cors_covers_preflight_and_errors_of_every_path() {
    let cors = Cors { credentials: true, ..Cors::origins(["https://a.example"]) };
    let body = body(ApiProps { cors: cors.into(), ..Default::default() });
    for (path, operations) in body["paths"].as_object().unwrap() {
        let response = &operations["options"]["x-amazon-apigateway-integration"]["responses"]["default"];
        let headers = &response["responseParameters"];
        assert_eq!(
            headers["method.response.header.access-control-allow-origin"], "'https://a.example'",
            "{path}"
        );
        assert_eq!(headers["method.response.header.access-control-allow-credentials"], "'true'");
    }
    let orders =
        &body["paths"]["/orders"]["options"]["x-amazon-apigateway-integration"]["responses"]["default"];
    assert_eq!(
        orders["responseParameters"]["method.response.header.access-control-allow-methods"],
        "'OPTIONS,POST'"
    );
    for (kind, response) in body["x-amazon-apigateway-gateway-responses"].as_object().unwrap() {
        let headers = &response["responseParameters"];
        assert_eq!(
            headers["gatewayresponse.header.access-control-allow-origin"], "'https://a.example'",
            "{kind}"
        );
    }
}

#[test]
fn pages_may_send_the_headers_that_commands_read() {
    let mut model = shop();
    let header = |name: &str| FieldMapping {
        field: "note".into(),
        location: Location::Header,
        wire_name: name.into(),
    };
    model.commands[0].fields = vec![header("x-note")];
    let mut build = shop_build();
    build.description.as_mut().unwrap().commands[0].parameters = vec![header("x-note")];
    let api = ApiProps { cors: Cors::origins(["*"]).into(), ..Default::default() };
    let deployed = deploy(&model, &build, &ServiceSettings { api, ..Default::default() });
    let body = &deployed.of_type("AWS::ApiGateway::RestApi")[0]["Properties"]["Body"];
    let allowed = |path: &str| {
        body["paths"][path]["options"]["x-amazon-apigateway-integration"]["responses"]["default"]
            ["responseParameters"]["method.response.header.access-control-allow-headers"]
            .as_str()
            .unwrap()
            .contains(",x-note'")
    };
    assert!(allowed("/orders"));
    assert!(!allowed("/health"));
    assert_eq!(body["paths"]["/orders"]["post"]["parameters"][0]["name"], "x-note");
}

#[test]
fn of_several_origins_the_callers_is_answered() {
    let body = body(ApiProps {
        cors: Cors::origins(["https://a.example", "https://b.example"]).into(),
        ..Default::default()
    });
    let response =
        &body["paths"]["/health"]["options"]["x-amazon-apigateway-integration"]["responses"]["default"];
    let template = response["responseTemplates"]["application/json"].as_str().unwrap();
    assert!(
        template.contains(r#"$origin == "https://a.example" || $origin == "https://b.example""#),
        "{template}"
    );
    assert_eq!(response["responseParameters"]["method.response.header.vary"], "'Origin'");
}

#[test]
fn every_operation_but_the_public_and_the_preflight_asks_who_calls() {
    let body = body(ApiProps {
        auth: Auth::Iam,
        cors: Cors::default().into(),
        public: vec!["route_health".into()],
        ..Default::default()
    });
    let protected = json!([{ "caller": [] }]);
    assert_eq!(body["paths"]["/orders"]["post"]["security"], protected);
    assert_eq!(body["paths"]["/rpc/get_order"]["post"]["security"], protected);
    assert!(body["paths"]["/health"]["get"].get("security").is_none());
    assert!(body["paths"]["/orders"]["options"].get("security").is_none());
    assert!(body.get("security").is_none(), "the importer refuses it at the root");
}

#[test]
fn one_permission_per_function_whatever_the_number_of_its_paths() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let for_api = deployed
        .of_type("AWS::Lambda::Permission")
        .iter()
        .filter(|it| it["Properties"]["Principal"] == "apigateway.amazonaws.com")
        .count();
    assert_eq!(for_api, 3);
}

#[test]
fn without_a_description_paths_are_there_and_nothing_is_checked() {
    let deployed = deploy(&shop(), &stubs(&shop()), &Default::default());
    let body = &deployed.of_type("AWS::ApiGateway::RestApi")[0]["Properties"]["Body"];
    assert!(body["paths"]["/orders"]["post"]["x-amazon-apigateway-integration"].is_object());
    assert!(body.get("components").is_none());
    assert!(body.get("x-amazon-apigateway-request-validator").is_none());
}

#[test]
fn a_service_of_subscriptions_alone_has_no_api() {
    let mut model = shop();
    model.commands.clear();
    model.routes.clear();
    let deployed = deploy(&model, &stubs(&model), &Default::default());
    assert!(deployed.service.api.is_none());
    assert!(deployed.of_type("AWS::ApiGateway::RestApi").is_empty());
    assert!(deployed.template()["Outputs"].get("ApiUrl").is_none());
}

#[test]
fn what_only_the_function_checks_is_noted_at_the_api() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let api = &deployed.service.api.as_ref().unwrap().rest_api;
    let notes = eventual_constructs_core::Scope::node(api.resource()).explanations();
    assert_eq!(
        notes,
        [
            "`type` is checked by the function alone at `NewOrder/note`: the gateway knows no null: a value that may be null \
          has no type there"
        ]
    );
    assert_eq!(deployed.service.downgrades.len(), 1);
}

#[test]
fn the_full_document_is_at_hand() {
    let deployed = deploy(&shop(), &shop_build(), &Default::default());
    let document = deployed.service.openapi();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/orders"]["post"]["requestBody"].is_object());
}

#[test]
fn the_gateway_can_leave_all_checks_to_the_function() {
    let body = body(ApiProps { validation: Validation::Function, ..Default::default() });
    assert!(body.get("x-amazon-apigateway-request-validator").is_none());
    assert!(body["paths"]["/orders"]["post"]["requestBody"].is_object());
}
