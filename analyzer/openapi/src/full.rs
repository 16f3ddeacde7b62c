use eventual_analyzer_describe::ServiceDescription;
use serde_json::{Map, Value, json};

use crate::plan::{Operation, Plan};

/// The OpenAPI 3.1 document of a service, for people and agents: every operation, full schemas (JSON
/// Schema 2020-12), no `servers`; see [`set_server_url`].
pub fn openapi(service: &ServiceDescription) -> Value {
    let plan = Plan::of(service);
    let mut paths = Map::new();
    for operation in &plan.operations {
        // `{rest+}` is the notation of `eventual` and of API Gateway; OpenAPI has only `{rest}`.
        let path = operation.path.replace("+}", "}");
        let methods = paths.entry(path).or_insert_with(|| json!({}));
        methods[operation.method.as_str().to_ascii_lowercase()] = render(operation);
    }
    let mut info = json!({ "title": service.name, "version": service.version });
    if let Some(docs) = &service.docs {
        info["description"] = json!(docs);
    }
    json!({ "openapi": "3.1.0", "info": info, "paths": paths, "components": { "schemas": plan.components } })
}

/// Says in an OpenAPI document where the service answers, in place of what it said before.
pub fn set_server_url(document: &mut Value, url: &str) {
    document["servers"] = json!([{ "url": url }]);
}

fn render(operation: &Operation) -> Value {
    let mut out = json!({ "operationId": operation.id });
    if let Some(summary) = &operation.summary {
        out["summary"] = json!(summary);
    }
    if let Some(description) = &operation.description {
        out["description"] = json!(description);
    }
    if !operation.tags.is_empty() {
        out["tags"] = json!(operation.tags);
    }
    if !operation.parameters.is_empty() {
        out["parameters"] = operation
            .parameters
            .iter()
            .map(|it| {
                let mut parameter = json!({
                    "name": it.name, "in": it.location.as_str(), "required": it.required, "schema": it.schema,
                });
                if let Some(description) = &it.description {
                    parameter["description"] = json!(description);
                }
                parameter
            })
            .collect();
    }
    if let Some(body) = &operation.body {
        out["requestBody"] = json!({
            "required": body.required, "content": { "application/json": { "schema": body.schema } },
        });
    }
    let mut responses = Map::new();
    for response in &operation.responses {
        let mut rendered = json!({ "description": response.description });
        if let Some(schema) = &response.schema {
            rendered["content"] = json!({ "application/json": { "schema": schema } });
        }
        responses.insert(response.status.to_string(), rendered);
    }
    if responses.is_empty() {
        responses.insert("default".into(), json!({ "description": "Whatever the route answers." }));
    }
    out["responses"] = Value::Object(responses);
    out
}
