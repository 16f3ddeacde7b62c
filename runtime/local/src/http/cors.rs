//! CORS, as the gateway and functions do it on AWS, from the same settings.

use eventual_analyzer_model::contract::CorsSettings;
use eventual_runtime_core::http::cors;
use eventual_runtime_core::{Request, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
};
use http::{HeaderName, HeaderValue, Method, StatusCode};

/// Seconds for which a browser may remember the answer to a preflight: short, as settings change during
/// development.
const MAX_AGE: &str = "5";

/// The CORS of a local service. Without settings only the service's own pages may call it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cors(CorsSettings);

impl Cors {
    /// The settings in the environment, as deployed functions have them.
    pub(crate) fn from_environment() -> Self {
        Self(cors::from_environment().unwrap_or_default())
    }

    pub(crate) fn is_off(&self) -> bool {
        self.0.origins.is_empty()
    }

    /// The answer to a preflight for a path where these methods answer; `None`: the request is not a preflight of an allowed
    /// origin.
    pub(crate) fn preflight(&self, request: &Request, methods: &[&str]) -> Option<Response> {
        let headers = request.headers();
        let is_preflight =
            request.method() == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if !is_preflight || methods.is_empty() {
            return None;
        }
        cors::allowed(&self.0, text(headers.get(ORIGIN)))?;
        let mut response = Response::default();
        *response.status_mut() = StatusCode::NO_CONTENT;
        self.apply(headers.get(ORIGIN), &mut response);
        set(&mut response, ACCESS_CONTROL_ALLOW_METHODS, &methods.join(","));
        if let Some(asked) = headers.get(ACCESS_CONTROL_REQUEST_HEADERS) {
            response.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
        }
        set(&mut response, ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        Some(response)
    }

    /// Puts the headers on an answer.
    pub(crate) fn apply(&self, origin: Option<&HeaderValue>, response: &mut Response) {
        cors::apply(&self.0, text(origin), response);
    }
}

fn text(origin: Option<&HeaderValue>) -> Option<&str> {
    origin.and_then(|it| it.to_str().ok())
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().entry(name).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cors(text: &str) -> Cors {
        Cors(serde_json::from_str(text).unwrap())
    }

    fn preflight(origin: &str) -> Request {
        let request = http::Request::builder().method("OPTIONS").uri("/orders");
        let request = request.header("origin", origin).header("access-control-request-method", "POST");
        request.header("access-control-request-headers", "authorization").body(Vec::new()).unwrap()
    }

    #[test]
    fn a_preflight_of_a_known_origin_is_answered() {
        let cors = cors(r#"{"origins":["https://a.example"],"credentials":true}"#);
        let answer = cors.preflight(&preflight("https://a.example"), &["GET", "POST"]).unwrap();
        assert_eq!(answer.status(), 204);
        let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("access-control-allow-origin"), "https://a.example");
        assert_eq!(header("access-control-allow-methods"), "GET,POST");
        assert_eq!(header("access-control-allow-headers"), "authorization");
        assert_eq!(header("access-control-allow-credentials"), "true");
        assert!(cors.preflight(&preflight("https://b.example"), &["GET"]).is_none());
        assert!(cors.preflight(&preflight("https://a.example"), &[]).is_none());
    }

    #[test]
    fn without_settings_no_origin_is_allowed() {
        let mut response = Response::default();
        Cors::default().apply(Some(&HeaderValue::from_static("https://a.example")), &mut response);
        assert!(response.headers().is_empty());
    }
}
