//! Lesson 3: commands that a language model can call, as a GPT plugin: a specification and a manifest, both
//! commands themselves.

use eventual::prelude::*;
use serde_json::{Value, json};

eventual::service!(pub struct Plugin = "gpt-plugin");

/// Generates a greeting for the given name.
#[command(
    method = "GET",
    path = "/hello/{name}",
    summary = "This API generates a greeting message when given a name"
)]
pub async fn hello(name: String) -> String {
    format!("hello {name}")
}

/// The OpenAPI document of this service, with the URL it answers at.
#[command(method = "GET", path = "/spec/openapi.json")]
pub async fn specification_json() -> Value {
    ApiSpecification::generate()
}

/// The manifest that plugin hosts read first.
#[command(method = "GET", path = "/.well-known/ai-plugin.json")]
pub async fn ai_plugin_json(service: &ServiceInfo) -> Value {
    let url = &service.service_url;
    json!({
        "schema_version": "v1",
        "name_for_human": "Greetings",
        "name_for_model": "greetings",
        "description_for_human": "Greets people by name.",
        "description_for_model": "Use it to greet a person by name.",
        "auth": { "type": "none" },
        "api": { "type": "openapi", "url": format!("{url}/spec/openapi.json") },
        "contact_email": "hello@example.com",
        "legal_info_url": format!("{url}/legal"),
    })
}

/// The same commands as tools of the Model Context Protocol, for hosts that speak that.
#[post("/mcp")]
pub async fn mcp(request: Request, service: &ServiceInfo, info: &RequestInfo) -> Response {
    McpServer::of::<Plugin>().only(["hello"]).answer(request, service, info).await
}
