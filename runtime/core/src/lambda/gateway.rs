//! API Gateway REST (v1) proxy events.

use eventual_analyzer_model::contract::RPC_PREFIX;
use http::{HeaderName, HeaderValue, Method, Uri};
use serde_json::{Map, Value, json};

use super::{Answer, Invocation, InvocationError, base64, request_info};
use crate::handler::{HttpCall, HttpHandler, Target};
use crate::http::{HttpError, Request, Response};
use crate::info::ServiceInfo;
use crate::input::{match_path, percent_decode};
use crate::middleware::BoxFuture;

/// The entry of a command or route.
pub fn http_entry<H: HttpHandler>(invocation: Invocation) -> Answer {
    entry(invocation, H::NAME, H::PATH, H::handle)
}

fn entry(
    invocation: Invocation,
    name: &'static str,
    path: Option<&'static str>,
    handle: fn(HttpCall) -> BoxFuture<Response>,
) -> Answer {
    Box::pin(async move {
        let mut event: Value =
            serde_json::from_slice(&invocation.payload).map_err(|error| InvocationError {
                error_type: "BadEvent".to_owned(),
                message: format!("the payload is not JSON: {error}"),
            })?;
        let response = match read(&mut event, path) {
            Ok((request, target)) => {
                let mut service = ServiceInfo::from_environment();
                if let Some(url) = url_of(&event) {
                    service.service_url = url;
                }
                handle(HttpCall { request, service, info: request_info(&invocation, name), target }).await
            }
            Err(error) => error.to_response(),
        };
        Ok(write(response))
    })
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer)?.as_str()
}

/// The URL at which the API was called: a stage is part of the path only at API Gateway's own host names, which
/// shows in `requestContext.path`.
fn url_of(event: &Value) -> Option<String> {
    let host = text(event, "/requestContext/domainName")?;
    let path = text(event, "/path").unwrap_or_default();
    let called = text(event, "/requestContext/path").unwrap_or(path);
    let base = called.strip_suffix(path).unwrap_or_default();
    Some(format!("https://{host}{base}"))
}

/// The request of a proxy event. The event's body is moved out.
fn read(event: &mut Value, template: Option<&str>) -> Result<(Request, Target), HttpError> {
    let body = match event.get_mut("body").map(Value::take) {
        Some(Value::String(body)) if event["isBase64Encoded"] == true => base64::decode(&body)
            .ok_or_else(|| HttpError::bad_request("the body is said to be base64 and is not"))?,
        Some(Value::String(body)) => body.into_bytes(),
        _ => Vec::new(),
    };
    let mut request = Request::new(body);
    let method = text(event, "/httpMethod").unwrap_or_default();
    *request.method_mut() = Method::from_bytes(method.as_bytes())
        .map_err(|_| HttpError::bad_request(format!("`{method}` is not a method")))?;
    *request.uri_mut() = uri(event)?;
    let many = ["multiValueHeaders", "headers"];
    for (name, value) in pairs(event, many) {
        // What HTTP does not allow never came over HTTP.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            request.headers_mut().append(name, value);
        }
    }
    let target = target(event, template, request.uri().path())
        .ok_or_else(|| HttpError::not_found(format!("nothing is at `{}`", request.uri().path())))?;
    Ok((request, target))
}

/// The pairs of a multi-value map, or of the single-value map where the event has no other.
fn pairs<'a>(event: &'a Value, [many, one]: [&str; 2]) -> Vec<(&'a str, &'a str)> {
    let map = |name: &str| event.get(name).and_then(Value::as_object);
    let mut out = Vec::new();
    for (name, value) in map(many).or_else(|| map(one)).into_iter().flatten() {
        match value {
            Value::Array(values) => {
                out.extend(values.iter().filter_map(Value::as_str).map(|it| (name.as_str(), it)))
            }
            value => out.extend(value.as_str().map(|it| (name.as_str(), it))),
        }
    }
    out
}

fn uri(event: &Value) -> Result<Uri, HttpError> {
    let mut uri = String::new();
    escape(text(event, "/path").unwrap_or("/"), b"/%", &mut uri);
    let mut separator = '?';
    for (name, value) in pairs(event, ["multiValueQueryStringParameters", "queryStringParameters"]) {
        uri.push(separator);
        separator = '&';
        escape(name, b"", &mut uri);
        uri.push('=');
        escape(value, b"", &mut uri);
    }
    Uri::try_from(uri).map_err(|error| HttpError::bad_request(format!("the URL can not be read: {error}")))
}

/// Percent-encodes all but unreserved characters (RFC 3986) and those in `keep`.
fn escape(text: &str, keep: &[u8], out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Which address was called, by the resource that API Gateway matched. Its path parameters are taken where it
/// gives them: with a base path mapping the path itself holds more than the template.
fn target(event: &Value, template: Option<&str>, path: &str) -> Option<Target> {
    if text(event, "/resource").unwrap_or(path).starts_with(RPC_PREFIX) {
        return Some(Target::Rpc);
    }
    let template = template?;
    let given = event.get("pathParameters").and_then(Value::as_object);
    if let Some(given) = given.filter(|_| template.contains('{')) {
        let decode = |value: &Value| value.as_str().map(percent_decode);
        return Some(Target::Route(
            given.iter().filter_map(|(name, value)| Some((name.clone(), decode(value)?))).collect(),
        ));
    }
    Some(Target::Route(match_path(template, path).unwrap_or_default()))
}

/// The proxy response. Bodies that are not UTF-8 are sent as base64.
fn write(response: Response) -> Vec<u8> {
    let (parts, body) = response.into_parts();
    let mut headers: Map<String, Value> = Map::new();
    for (name, value) in &parts.headers {
        let value = Value::from(String::from_utf8_lossy(value.as_bytes()));
        match headers.entry(name.as_str()).or_insert_with(|| Value::Array(Vec::new())) {
            Value::Array(values) => values.push(value),
            other => *other = value,
        }
    }
    let (body, encoded) = match String::from_utf8(body) {
        Ok(text) => (text, false),
        Err(error) => (base64::encode(error.as_bytes()), true),
    };
    let answer = json!({
        "statusCode": parts.status.as_u16(),
        "multiValueHeaders": headers,
        "body": body,
        "isBase64Encoded": encoded,
    });
    answer.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Value {
        json!({
            "resource": "/orders/{id}",
            "path": "/orders/o%201",
            "httpMethod": "PUT",
            "headers": { "x-a": "2" },
            "multiValueHeaders": { "X-A": ["1", "2"] },
            "multiValueQueryStringParameters": { "q": ["a b", "&"] },
            "pathParameters": { "id": "o%201" },
            "requestContext": { "domainName": "x.execute-api.eu-west-1.amazonaws.com", "path": "/prod/orders/o%201", "stage": "prod" },
            "body": "aGk=",
            "isBase64Encoded": true,
        })
    }

    #[test]
    fn a_proxy_event_is_a_request() {
        let mut event = event();
        let (request, target) = read(&mut event, Some("/orders/{id}")).unwrap();
        assert_eq!(request.method(), "PUT");
        assert_eq!(request.uri().to_string(), "/orders/o%201?q=a%20b&q=%26");
        assert_eq!(request.headers().get_all("x-a").iter().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(request.body(), b"hi");
        assert_eq!(target, Target::Route(vec![("id".to_owned(), "o 1".to_owned())]));
        assert_eq!(url_of(&event).unwrap(), "https://x.execute-api.eu-west-1.amazonaws.com/prod");
    }

    #[test]
    fn an_rpc_is_known_by_its_resource() {
        let mut event = json!({ "resource": "/rpc/hello", "path": "/base/rpc/hello", "httpMethod": "POST" });
        assert_eq!(read(&mut event, None).unwrap().1, Target::Rpc);
    }

    #[test]
    fn a_url_of_a_custom_domain_has_no_stage() {
        let event = json!({
            "path": "/orders",
            "requestContext": { "domainName": "api.example.com", "path": "/orders", "stage": "prod" },
        });
        assert_eq!(url_of(&event).unwrap(), "https://api.example.com");
    }

    #[test]
    fn a_body_that_is_not_base64_is_the_callers_fault() {
        let mut event = json!({ "httpMethod": "GET", "path": "/", "body": "?", "isBase64Encoded": true });
        assert_eq!(read(&mut event, Some("/")).unwrap_err().status, 400);
    }

    #[test]
    fn a_response_keeps_repeated_headers_and_bytes() {
        let mut response = Response::new(vec![0xff]);
        response.headers_mut().append("set-cookie", "a=1".parse().unwrap());
        response.headers_mut().append("set-cookie", "b=2".parse().unwrap());
        let answer: Value = serde_json::from_slice(&write(response)).unwrap();
        let expected = json!({
            "statusCode": 200,
            "multiValueHeaders": { "set-cookie": ["a=1", "b=2"] },
            "body": "/w==",
            "isBase64Encoded": true,
        });
        assert_eq!(answer, expected);
    }
}
