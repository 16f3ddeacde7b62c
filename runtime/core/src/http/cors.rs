//! The CORS headers of answers, for functions behind the gateway and for the local server.

use eventual_analyzer_model::contract::{CorsSettings, ENV_CORS};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, VARY,
};
use http::{HeaderName, HeaderValue};

use super::Response;
use crate::json::Json;

/// The settings in the environment of a function; `None`: the API has no CORS. Read without `serde_json`, which is more than
/// half of a small binary.
pub fn from_environment() -> Option<CorsSettings> {
    parse(&std::env::var(ENV_CORS).ok()?)
}

fn parse(text: &str) -> Option<CorsSettings> {
    let settings = Json::parse(text.as_bytes()).ok()?;
    let list = |key: &str| {
        let items = settings.get(key).map_or(&[][..], Json::items);
        items.iter().filter_map(Json::text).map(str::to_owned).collect()
    };
    let credentials = matches!(settings.get("credentials"), Some(Json::Bool(true)));
    Some(CorsSettings { origins: list("origins"), credentials, expose: list("expose") })
}

/// The allowed origin that a page of `origin` is answered with; `None`: the page is not allowed.
pub fn allowed<'a>(settings: &'a CorsSettings, origin: Option<&str>) -> Option<&'a str> {
    settings.origins.iter().map(String::as_str).find(|it| *it == "*" || origin == Some(it))
}

/// Puts the API's CORS headers on an answer. A handler that has set its own headers keeps them.
pub fn apply(settings: &CorsSettings, origin: Option<&str>, response: &mut Response) {
    let Some(allowed) = allowed(settings, origin) else { return };
    if allowed != "*" {
        response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    }
    set(response, ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    if settings.credentials {
        set(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    if !settings.expose.is_empty() {
        set(response, ACCESS_CONTROL_EXPOSE_HEADERS, &settings.expose.join(","));
    }
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().entry(name).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(
        settings: &str,
        origin: Option<&'static str>,
        own: Option<&'static str>,
    ) -> Vec<(String, String)> {
        let mut response = Response::new(Vec::new());
        if let Some(own) = own {
            response.headers_mut().insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static(own));
        }
        apply(&parse(settings).unwrap_or_default(), origin, &mut response);
        let text = |it: &HeaderValue| it.to_str().unwrap().to_owned();
        let mut found: Vec<_> =
            response.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        found.sort();
        found
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    const TWO: &str =
        r#"{"origins":["https://a.example","https://b.example"],"credentials":true,"expose":["x-total"]}"#;

    #[test]
    fn a_known_origin_is_answered_with_itself() {
        assert_eq!(
            headers(TWO, Some("https://b.example"), None),
            pairs(&[
                ("access-control-allow-credentials", "true"),
                ("access-control-allow-origin", "https://b.example"),
                ("access-control-expose-headers", "x-total"),
                ("vary", "Origin"),
            ])
        );
    }

    #[test]
    fn other_origins_and_calls_that_name_none_get_nothing() {
        assert_eq!(headers(TWO, Some("https://c.example"), None), []);
        assert_eq!(headers(TWO, None, None), []);
        assert_eq!(headers("not json", Some("https://a.example"), None), []);
        assert_eq!(headers("{}", Some("https://a.example"), None), []);
    }

    #[test]
    fn all_origins() {
        let all = r#"{"origins":["*"],"credentials":false,"expose":[]}"#;
        assert_eq!(headers(all, None, None), pairs(&[("access-control-allow-origin", "*")]));
    }

    #[test]
    fn what_the_handler_set_stays() {
        let found = headers(TWO, Some("https://a.example"), Some("https://own.example"));
        assert!(
            found.contains(&("access-control-allow-origin".into(), "https://own.example".into())),
            "{found:?}"
        );
    }

    #[test]
    fn the_settings_are_read_as_they_are_written() {
        let settings = CorsSettings {
            origins: vec!["https://a.example".into()],
            credentials: true,
            expose: vec!["x-total".into()],
        };
        assert_eq!(parse(&serde_json::to_string(&settings).unwrap()), Some(settings));
    }
}
