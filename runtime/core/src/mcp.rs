//! A service's commands as tools of the Model Context Protocol: stateless streamable HTTP, revision 2025-06-18.

use eventual_analyzer_describe::{CommandDescription, HandlerDescription};
use http::header::CONTENT_LENGTH;
use http::{Method, StatusCode, Uri};
use serde_json::{Map, Value, json};

use crate::handler::{Catalogue, Handlers, HttpCall, Target};
use crate::http::{Request, Response, response};
use crate::info::{RequestInfo, ServiceInfo};

/// Revisions of the protocol whose parts used here are the same; the newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

/// Error codes of JSON-RPC 2.0.
const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;

/// Answers Model Context Protocol requests: every command of a service is a tool of the same name.
///
/// ```ignore
/// #[post("/mcp")]
/// pub async fn mcp(request: Request, service: &ServiceInfo, info: &RequestInfo) -> Response {
///     McpServer::of::<Plugin>().answer(request, service, info).await
/// }
/// ```
/// Tools run inside of the route's own function, with the middleware of their command and the headers of the
/// request. So that function links all of them, and is granted what all of them need.
#[derive(Debug)]
pub struct McpServer {
    name: &'static str,
    handlers: Handlers,
    only: Option<Vec<String>>,
}

/// What a request is answered with: a result, or the code and message of an error.
type Outcome = Result<Value, (i32, String)>;

impl McpServer {
    /// The commands of the service `S`.
    pub fn of<S: Catalogue>() -> Self {
        Self { name: S::NAME, handlers: S::handlers(), only: None }
    }

    /// Only the commands of these names.
    #[must_use]
    pub fn only<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.only = Some(names.into_iter().map(str::to_owned).collect());
        self
    }

    /// Answers one request of the protocol.
    pub async fn answer(&self, request: Request, service: &ServiceInfo, info: &RequestInfo) -> Response {
        let (id, outcome) = match serde_json::from_slice::<Value>(request.body()) {
            Err(error) => (Value::Null, Err((PARSE_ERROR, format!("the body is not JSON: {error}")))),
            Ok(mut message) => match message.get("id").cloned() {
                // A notification, or an answer to a question that is never asked.
                None if message.is_object() => {
                    return response(StatusCode::ACCEPTED, "application/json", Vec::new());
                }
                id => {
                    let params = message.get_mut("params").map(Value::take).unwrap_or_default();
                    let method = message.get("method").and_then(Value::as_str);
                    (id.unwrap_or_default(), self.run(method, params, &request, service, info).await)
                }
            },
        };
        let answer = match outcome {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err((code, message)) => {
                json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
            }
        };
        response(StatusCode::OK, "application/json", answer.to_string().into_bytes())
    }

    async fn run(
        &self,
        method: Option<&str>,
        params: Value,
        request: &Request,
        service: &ServiceInfo,
        info: &RequestInfo,
    ) -> Outcome {
        match method {
            Some("initialize") => Ok(self.initialize(&params)),
            Some("ping") => Ok(json!({})),
            Some("tools/list") => {
                let tools: Vec<Value> = self.commands().map(|command| tool(&command)).collect();
                Ok(json!({ "tools": tools }))
            }
            Some("tools/call") => self.call(params, request, service, info).await,
            Some(other) => {
                Err((METHOD_NOT_FOUND, format!("`{other}` is not known here; there are tools only")))
            }
            None => Err((INVALID_REQUEST, "the body is not one JSON-RPC request".to_owned())),
        }
    }

    fn initialize(&self, params: &Value) -> Value {
        let asked = params.get("protocolVersion").and_then(Value::as_str);
        let version = VERSIONS.into_iter().find(|it| Some(*it) == asked).unwrap_or(VERSIONS[0]);
        json!({
            "protocolVersion": version,
            "capabilities": { "tools": {} },
            "serverInfo": { "name": self.name, "version": env!("CARGO_PKG_VERSION") },
        })
    }

    fn commands(&self) -> impl Iterator<Item = CommandDescription> {
        let all = self.handlers.describe.iter().filter_map(|describe| match describe() {
            HandlerDescription::Command(command) => Some(command),
            _ => None,
        });
        all.filter(|it| self.only.as_ref().is_none_or(|only| only.contains(&it.name)))
    }

    async fn call(
        &self,
        mut params: Value,
        request: &Request,
        service: &ServiceInfo,
        info: &RequestInfo,
    ) -> Outcome {
        let name = params.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let unknown = || (INVALID_PARAMS, format!("there is no tool `{name}`"));
        let command = self.commands().find(|it| it.name == name).ok_or_else(unknown)?;
        let entry = self.handlers.http.iter().find(|it| it.rpc && it.name == name).ok_or_else(unknown)?;
        let arguments = params.get_mut("arguments").map(Value::take).unwrap_or_default();
        let info = RequestInfo { handler: entry.name, ..info.clone() };
        let rpc = rpc(request, &command, arguments);
        let call = HttpCall { request: rpc, service: service.clone(), info, target: Target::Rpc };
        Ok(result(&(entry.handle)(call).await))
    }
}

/// A command as a tool.
fn tool(command: &CommandDescription) -> Value {
    let mut tool = json!({ "name": command.name, "inputSchema": input_schema(command) });
    if let (Some(fields), Some(text)) =
        (tool.as_object_mut(), command.description.as_ref().or(command.summary.as_ref()))
    {
        fields.insert("description".to_owned(), text.as_str().into());
    }
    tool
}

/// Name of the one parameter whose value is no object: a tool's arguments always are one, so it is wrapped.
fn wrapped(command: &CommandDescription) -> Option<&str> {
    let input = command.input.as_ref()?;
    let is_object = input.schema.get("type").and_then(Value::as_str) == Some("object");
    input.parameter.as_deref().filter(|_| !is_object)
}

fn input_schema(command: &CommandDescription) -> Value {
    let Some(input) = &command.input else { return json!({ "type": "object" }) };
    let Some(name) = wrapped(command) else { return input.schema.clone() };
    let mut inner = input.schema.clone();
    let definitions = inner.as_object_mut().and_then(|fields| fields.remove("$defs"));
    let mut schema = json!({ "type": "object", "properties": { name: inner }, "required": [name] });
    if let (Some(fields), Some(definitions)) = (schema.as_object_mut(), definitions) {
        fields.insert("$defs".to_owned(), definitions);
    }
    schema
}

/// The call of the command, with the headers of the tool's call: who is authorized there is authorized here.
fn rpc(request: &Request, command: &CommandDescription, mut arguments: Value) -> Request {
    if let Some(name) = wrapped(command) {
        arguments = arguments.get_mut(name).map(Value::take).unwrap_or_default();
    } else if arguments.is_null() && command.input.is_some() {
        arguments = Value::Object(Map::new());
    }
    let body = if command.input.is_some() { arguments.to_string().into_bytes() } else { Vec::new() };
    let mut rpc = Request::new(body);
    *rpc.method_mut() = Method::POST;
    if let Ok(uri) = Uri::try_from(format!("/rpc/{}", command.name)) {
        *rpc.uri_mut() = uri;
    }
    *rpc.headers_mut() = request.headers().clone();
    rpc.headers_mut().remove(CONTENT_LENGTH);
    rpc
}

/// The answer of a command as the result of a tool. A failure is a result too, so that the model can read it.
fn result(answer: &Response) -> Value {
    let text = String::from_utf8_lossy(answer.body());
    let value: Option<Value> = serde_json::from_str(&text).ok();
    let shown = match &value {
        Some(Value::String(text)) => text.clone(),
        _ => text.into_owned(),
    };
    let mut result = json!({
        "content": [{ "type": "text", "text": shown }],
        "isError": !answer.status().is_success(),
    });
    if let (Some(fields), Some(value @ Value::Object(_))) = (result.as_object_mut(), value) {
        fields.insert("structuredContent".to_owned(), value);
    }
    result
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::handler::{HttpEntry, Service};
    use crate::middleware::BoxFuture;
    use crate::{DescribeOutput, HttpError};
    use eventual_analyzer_describe::{InputDescription, input_schema_of};

    struct Plugin;

    impl Service for Plugin {
        const NAME: &'static str = "plugin";
        const KNOWN: &'static [u64] = &[];
    }

    fn hello(call: HttpCall) -> BoxFuture<Response> {
        let name: String = serde_json::from_slice(call.request.body()).unwrap_or_default();
        Box::pin(async move {
            match name.as_str() {
                "" => HttpError::bad_request("who?").to_response(),
                name => {
                    response(StatusCode::OK, "application/json", json!({ "hello": name }).to_string().into())
                }
            }
        })
    }

    fn describe() -> HandlerDescription {
        let mut command = CommandDescription::new("hello");
        command.description = Some("Greets.".to_owned());
        command.input = Some(InputDescription {
            parameter: Some("name".to_owned()),
            schema: input_schema_of::<String>(),
        });
        command.output = <String as DescribeOutput>::schema();
        HandlerDescription::Command(command)
    }

    impl Catalogue for Plugin {
        fn handlers() -> Handlers {
            let entry = HttpEntry { name: "hello", method: "POST", path: None, rpc: true, handle: hello };
            Handlers { http: vec![entry], describe: vec![describe], ..Handlers::default() }
        }
    }

    fn ask(server: &McpServer, body: &str) -> (u16, Value) {
        let request = Request::new(body.into());
        let answer = block_on(server.answer(request, &ServiceInfo::default(), &RequestInfo::default()));
        (answer.status().as_u16(), serde_json::from_slice(answer.body()).unwrap_or_default())
    }

    fn call(server: &McpServer, method: &str, params: Value) -> Value {
        let body = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        let (status, answer) = ask(server, &body.to_string());
        assert_eq!((status, &answer["id"]), (200, &json!(7)));
        answer
    }

    #[test]
    fn a_client_learns_version_and_tools() {
        let server = McpServer::of::<Plugin>();
        let answer = call(&server, "initialize", json!({ "protocolVersion": "2025-03-26" }));
        assert_eq!(answer["result"]["protocolVersion"], "2025-03-26");
        let answer = call(&server, "initialize", json!({ "protocolVersion": "1999-01-01" }));
        assert_eq!(answer["result"]["protocolVersion"], VERSIONS[0]);
        assert_eq!(ask(&server, r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#).0, 202);
        let tools = call(&server, "tools/list", Value::Null)["result"]["tools"].clone();
        let schema = json!({
            "type": "object", "properties": { "name": { "type": "string" } }, "required": ["name"],
        });
        let mut tool = tools[0].clone();
        tool["inputSchema"]["properties"]["name"].as_object_mut().unwrap().retain(|key, _| key == "type");
        assert_eq!(tool, json!({ "name": "hello", "description": "Greets.", "inputSchema": schema }));
        assert_eq!(call(&server.only(["other"]), "tools/list", Value::Null)["result"]["tools"], json!([]));
    }

    #[test]
    fn a_tool_runs_its_command_and_failures_are_results() {
        let server = McpServer::of::<Plugin>();
        let answer = call(&server, "tools/call", json!({ "name": "hello", "arguments": { "name": "sam" } }));
        assert_eq!(answer["result"]["structuredContent"], json!({ "hello": "sam" }));
        assert_eq!(answer["result"]["isError"], false);
        let answer = call(&server, "tools/call", json!({ "name": "hello" }));
        assert_eq!(answer["result"]["isError"], true);
        assert!(answer["result"]["content"][0]["text"].as_str().unwrap().contains("who?"));
    }

    #[test]
    fn mistakes_have_the_codes_of_json_rpc() {
        let server = McpServer::of::<Plugin>();
        let code = |answer: Value| answer["error"]["code"].clone();
        assert_eq!(code(call(&server, "tools/call", json!({ "name": "no" }))), INVALID_PARAMS);
        assert_eq!(code(call(&server, "resources/list", Value::Null)), METHOD_NOT_FOUND);
        assert_eq!(code(ask(&server, "{").1), PARSE_ERROR);
        assert_eq!(code(ask(&server, "[]").1), INVALID_REQUEST);
    }
}
