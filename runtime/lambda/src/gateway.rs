//! API Gateway REST (v1) proxy events.

use std::slice;

use eventual_analyzer_model::contract::RPC_PREFIX;
use eventual_runtime_core::handler::{HttpCall, HttpHandler, Target};
use eventual_runtime_core::http::cors;
use eventual_runtime_core::input::{match_path, percent_decode};
use eventual_runtime_core::json::{Json, ObjectWriter, write_string};
use eventual_runtime_core::middleware::BoxFuture;
use eventual_runtime_core::{Request, Response, ServiceInfo, error_response};
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Method, Uri};

use crate::{Answer, Invocation, bad_event, base64, request_info};

/// The entry of a command or route.
pub fn http_entry<H: HttpHandler>(invocation: Invocation) -> Answer {
    // Reading header names is 14 kB of code: a handler that looks at none shall not link it.
    let headers = if H::READS_HEADERS { read_headers } else { |_: &Json, _: &mut Request| {} };
    entry(invocation, Handled { name: H::NAME, path: H::PATH, headers, handle: H::handle })
}

struct Handled {
    name: &'static str,
    path: Option<&'static str>,
    headers: fn(&Json, &mut Request),
    handle: fn(HttpCall) -> BoxFuture<Response>,
}

fn entry(invocation: Invocation, handled: Handled) -> Answer {
    Box::pin(async move {
        let mut event = Json::parse(&invocation.payload)
            .map_err(|error| bad_event(format!("the payload is not JSON: {error}")))?;
        let mut response = match read(&mut event, handled.path) {
            Ok((mut request, target)) => {
                (handled.headers)(&event, &mut request);
                let mut service = ServiceInfo::from_environment();
                if let Some(url) = url_of(&event) {
                    service.service_url = url;
                }
                let info = request_info(&invocation, handled.name);
                (handled.handle)(HttpCall { request, service, info, target }).await
            }
            Err((status, message)) => error_response(status, "BadRequest", &message, None),
        };
        if let Some(settings) = cors::from_environment() {
            let origin = pairs(&event, HEADERS).into_iter().find(|it| it.0.eq_ignore_ascii_case("origin"));
            cors::apply(&settings, origin.map(|it| it.1), &mut response);
        }
        Ok(write(&response))
    })
}

fn text<'a>(event: &'a Json, name: &str) -> Option<&'a str> {
    event.get(name)?.text()
}

/// The URL at which the API was called: a stage is part of the path only at API Gateway's own host names, which
/// shows in `requestContext.path`.
fn url_of(event: &Json) -> Option<String> {
    let context = event.get("requestContext")?;
    let host = text(context, "domainName")?;
    let path = text(event, "path").unwrap_or_default();
    let called = text(context, "path").unwrap_or(path);
    let base = called.strip_suffix(path).unwrap_or_default();
    Some(["https://", host, base].concat())
}

pub(crate) type Refusal = (http::StatusCode, String);

fn bad_request(message: impl Into<String>) -> Refusal {
    (http::StatusCode::BAD_REQUEST, message.into())
}

/// The request of a proxy event, without headers. The event's body is moved out.
pub(crate) fn read(event: &mut Json, template: Option<&str>) -> Result<(Request, Target), Refusal> {
    let body = match event.take("body") {
        Some(Json::String(body)) if matches!(event.get("isBase64Encoded"), Some(Json::Bool(true))) => {
            base64::decode(&body)
                .ok_or_else(|| bad_request("the body is marked as base64 but is not valid base64"))?
        }
        Some(Json::String(body)) => body.into_bytes(),
        _ => Vec::new(),
    };
    let mut request = Request::new(body);
    let method = text(event, "httpMethod").unwrap_or_default();
    *request.method_mut() = Method::from_bytes(method.as_bytes())
        .map_err(|_| bad_request(["`", method, "` is not a method"].concat()))?;
    *request.uri_mut() = uri(event)?;
    let path = request.uri().path();
    let target = target(event, template, path)
        .ok_or_else(|| (http::StatusCode::NOT_FOUND, ["nothing is at `", path, "`"].concat()))?;
    Ok((request, target))
}

/// The event's maps of headers.
const HEADERS: [&str; 2] = ["multiValueHeaders", "headers"];

fn read_headers(event: &Json, request: &mut Request) {
    for (name, value) in pairs(event, HEADERS) {
        // What HTTP does not allow never came over HTTP.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            request.headers_mut().append(name, value);
        }
    }
}

/// The pairs of a multi-value map, or of the single-value map where the event has no other.
fn pairs<'a>(event: &'a Json, [many, one]: [&str; 2]) -> Vec<(&'a str, &'a str)> {
    let map = event.get(many).filter(|it| !matches!(it, Json::Null)).or_else(|| event.get(one));
    let mut out = Vec::new();
    for (name, value) in map.map_or(&[][..], Json::fields) {
        let values = if let Json::Array(values) = value { values } else { slice::from_ref(value) };
        out.extend(values.iter().filter_map(Json::text).map(|it| (name.as_str(), it)));
    }
    out
}

fn uri(event: &Json) -> Result<Uri, Refusal> {
    let mut uri = String::new();
    escape(text(event, "path").unwrap_or("/"), b"/%", &mut uri);
    let mut separator = '?';
    for (name, value) in pairs(event, ["multiValueQueryStringParameters", "queryStringParameters"]) {
        uri.push(separator);
        separator = '&';
        escape(name, b"", &mut uri);
        uri.push('=');
        escape(value, b"", &mut uri);
    }
    // Not as a whole URI: that would link schemes, user names and ports.
    PathAndQuery::try_from(uri).map(Uri::from).map_err(|_| bad_request("the URL is not valid"))
}

/// Percent-encodes all but unreserved characters (RFC 3986) and those in `keep`.
fn escape(text: &str, keep: &[u8], out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(digit)]));
            }
        }
    }
}

/// Which address was called, by the resource that API Gateway matched. Its path parameters are taken where it
/// gives them: with a base path mapping the path itself holds more than the template.
fn target(event: &Json, template: Option<&str>, path: &str) -> Option<Target> {
    if text(event, "resource").unwrap_or(path).starts_with(RPC_PREFIX) {
        return Some(Target::Rpc);
    }
    let template = template?;
    let given = event.get("pathParameters").map_or(&[][..], Json::fields);
    if given.is_empty() {
        return Some(Target::Route(match_path(template, path).unwrap_or_default()));
    }
    let decoded =
        given.iter().filter_map(|(name, value)| Some((name.clone(), percent_decode(value.text()?))));
    Some(Target::Route(decoded.collect()))
}

/// The proxy response. Bodies that are not UTF-8 are sent as base64.
pub(crate) fn write(response: &Response) -> Vec<u8> {
    let mut headers = ObjectWriter::new();
    for name in response.headers().keys() {
        let mut values = String::from("[");
        for value in response.headers().get_all(name) {
            if values.len() > 1 {
                values.push(',');
            }
            write_string(&mut values, &String::from_utf8_lossy(value.as_bytes()));
        }
        values.push(']');
        headers = headers.raw(name.as_str(), &values);
    }
    let answer = ObjectWriter::new()
        .raw("statusCode", response.status().as_str())
        .raw("multiValueHeaders", &headers.end());
    let answer = match std::str::from_utf8(response.body()) {
        Ok(text) => answer.raw("isBase64Encoded", "false").string("body", text),
        Err(_) => answer.raw("isBase64Encoded", "true").string("body", &base64::encode(response.body())),
    };
    answer.end().into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event() -> Json {
        Json::from(json!({
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
        }))
    }

    #[test]
    fn a_proxy_event_is_a_request() {
        let mut event = event();
        let (mut request, target) = read(&mut event, Some("/orders/{id}")).unwrap();
        read_headers(&event, &mut request);
        assert_eq!(request.method(), "PUT");
        assert_eq!(request.uri().to_string(), "/orders/o%201?q=a%20b&q=%26");
        assert_eq!(request.headers().get_all("x-a").iter().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(request.body(), b"hi");
        assert_eq!(target, Target::Route(vec![("id".to_owned(), "o 1".to_owned())]));
        assert_eq!(url_of(&event).unwrap(), "https://x.execute-api.eu-west-1.amazonaws.com/prod");
    }

    #[test]
    fn an_rpc_is_known_by_its_resource() {
        let event = json!({ "resource": "/rpc/hello", "path": "/base/rpc/hello", "httpMethod": "POST" });
        let mut event = Json::from(event);
        assert_eq!(read(&mut event, None).unwrap().1, Target::Rpc);
    }

    #[test]
    fn a_url_of_a_custom_domain_has_no_stage() {
        let event = json!({
            "path": "/orders",
            "requestContext": { "domainName": "api.example.com", "path": "/orders", "stage": "prod" },
        });
        assert_eq!(url_of(&event.into()).unwrap(), "https://api.example.com");
    }

    #[test]
    fn a_body_that_is_not_base64_is_the_callers_fault() {
        let event = json!({ "httpMethod": "GET", "path": "/", "body": "?", "isBase64Encoded": true });
        assert_eq!(read(&mut event.into(), Some("/")).unwrap_err().0, 400);
    }

    #[test]
    fn a_response_keeps_repeated_headers_and_bytes() {
        let mut response = Response::new(vec![0xff]);
        response.headers_mut().append("set-cookie", "a=1".parse().unwrap());
        response.headers_mut().append("set-cookie", "b=2".parse().unwrap());
        let answer: Value = serde_json::from_slice(&write(&response)).unwrap();
        let expected = json!({
            "statusCode": 200,
            "multiValueHeaders": { "set-cookie": ["a=1", "b=2"] },
            "body": "/w==",
            "isBase64Encoded": true,
        });
        assert_eq!(answer, expected);
    }
}
