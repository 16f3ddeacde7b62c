use std::collections::{BTreeMap, BTreeSet};

use eventual_analyzer_describe::path_parameters;
use eventual_analyzer_openapi::GatewayDocument;
use eventual_constructs_core::{ToJson, Value};
use serde_json::{Map, Value as Json, json};

use super::auth::{ResolvedAuth, SCHEME, invoke_uri};
use super::props::{ApiProps, Auth, Validation};
use super::{cors, operator, responses};

/// What the gateway's document is made of.
pub(crate) struct BodyInput<'a> {
    pub(crate) document: &'a GatewayDocument,
    pub(crate) props: &'a ApiProps,
    /// ARN of the function by handler id.
    pub(crate) functions: &'a BTreeMap<String, Value<String>>,
    /// ARN of the function that operates executions, if there is one.
    pub(crate) operator: Option<&'a Value<String>>,
}

/// The document that API Gateway imports: operations with their functions, checks, callers and CORS.
pub(crate) fn body(input: &BodyInput<'_>) -> Json {
    let auth = ResolvedAuth::of(&input.props.auth);
    let mut body = input.document.document.clone();
    let mut methods: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in &input.document.operations {
        let id = format!("{}_{}", operation.kind, operation.handler);
        methods.entry(&operation.path).or_default().push(operation.method.as_str());
        let Some(function) = input.functions.get(&id) else { continue };
        let rendered = &mut body["paths"][&operation.path][operation.method.as_str().to_ascii_lowercase()];
        rendered["x-amazon-apigateway-integration"] = integration(function);
        if let Some(auth) = auth.as_ref().filter(|_| !input.props.public.contains(&id)) {
            rendered["security"] = auth.security.clone();
        }
    }
    if let Some(cors) = input.props.cors.get() {
        for (path, methods) in &methods {
            if !methods.contains(&"OPTIONS") {
                let parameters: BTreeSet<&str> = path_parameters(path).collect();
                let parameters: Vec<&str> = parameters.into_iter().collect();
                let headers = headers_of(&body["paths"][*path]);
                body["paths"][*path]["options"] = cors::preflight(cors, methods, &parameters, &headers);
            }
        }
    }
    let mut schemes = Map::new();
    if let Some(auth) = auth {
        schemes.insert(SCHEME.to_owned(), auth.scheme);
    }
    if let Some(function) = input.operator {
        let (path, item) = operator::operation(function);
        body["paths"][path] = item;
        schemes.insert(operator::SCHEME.to_owned(), operator::scheme());
    }
    if !schemes.is_empty() {
        body["components"]["securitySchemes"] = Json::Object(schemes);
    }
    let is_checked = input.document.operations.iter().any(|it| it.is_checked);
    if is_checked && input.props.validation == Validation::Gateway {
        body["x-amazon-apigateway-request-validators"] =
            json!({ "all": { "validateRequestBody": true, "validateRequestParameters": true } });
        body["x-amazon-apigateway-request-validator"] = json!("all");
    }
    let is_signed = input.operator.is_some() || matches!(input.props.auth, Auth::Iam);
    body["x-amazon-apigateway-gateway-responses"] = responses::responses(input.props.cors.get(), is_signed);
    body
}

/// The gateway passes a request on to a function as it is.
pub(super) fn integration(function: &Value<String>) -> Json {
    json!({
        "type": "aws_proxy",
        // How the gateway calls Lambda, whatever the caller's method.
        "httpMethod": "POST",
        "uri": invoke_uri(function).to_json(),
        "passthroughBehavior": "when_no_match",
    })
}

/// Names of the headers that the operations of a path take as fields of their inputs.
fn headers_of(path: &Json) -> BTreeSet<String> {
    let operations = path.as_object().into_iter().flat_map(Map::values);
    operations
        .filter_map(|it| it["parameters"].as_array())
        .flatten()
        .filter(|it| it["in"] == "header")
        .filter_map(|it| it["name"].as_str().map(str::to_owned))
        .collect()
}
