//! The service through its real router, without a network.

use eventual::{Request, Response, TestEnvironment};
use gpt_plugin::Plugin;
use serde_json::{Value, json};

fn send(method: &str, path: &str, body: &Value) -> Value {
    let mut request = Request::new(if body.is_null() { Vec::new() } else { body.to_string().into_bytes() });
    *request.method_mut() = method.parse().unwrap();
    *request.uri_mut() = path.parse().unwrap();
    request.headers_mut().insert("content-type", "application/json".parse().unwrap());
    request.headers_mut().insert("accept", "application/json, text/event-stream".parse().unwrap());
    let response: Response = TestEnvironment::new(Plugin).request(request);
    assert_eq!(response.status(), 200, "{}", String::from_utf8_lossy(response.body()));
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn the_manifest_points_to_the_specification() {
    let manifest = send("GET", "/.well-known/ai-plugin.json", &Value::Null);
    assert_eq!(manifest["api"]["url"], "http://test/spec/openapi.json");
    let specification = send("GET", "/spec/openapi.json", &Value::Null);
    assert_eq!(specification["openapi"], "3.1.0");
    assert!(specification["paths"]["/hello/{name}"]["get"].is_object(), "{specification:#}");
}

#[test]
fn a_command_is_a_tool() {
    let call = |method: &str, params: Value| {
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        send("POST", "/mcp", &body)["result"].clone()
    };
    let tools = call("tools/list", json!({}));
    assert_eq!(tools["tools"].as_array().unwrap().len(), 1);
    assert_eq!(tools["tools"][0]["name"], "hello");
    let answer = call("tools/call", json!({ "name": "hello", "arguments": { "name": "sam" } }));
    assert!(answer["content"][0]["text"].as_str().unwrap().contains("hello sam"), "{answer}");
}
