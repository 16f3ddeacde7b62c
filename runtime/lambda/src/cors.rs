use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, VARY,
};
use http::{HeaderName, HeaderValue};

use eventual_runtime_core::Response;
use eventual_runtime_core::json::Json;

/// Puts the API's CORS headers on an answer. `settings` is the text of `contract::ENV_CORS`; the gateway answers
/// preflights itself. A handler that has set its own headers keeps them.
pub(crate) fn apply(settings: &str, origin: Option<&str>, response: &mut Response) {
    let Ok(settings) = Json::parse(settings.as_bytes()) else { return };
    let list = |key: &str| settings.get(key).map_or(&[][..], Json::items).iter().filter_map(Json::text);
    let Some(allowed) = list("origins").find(|it| *it == "*" || origin == Some(it)) else { return };
    if allowed != "*" {
        response.headers_mut().append(VARY, HeaderValue::from_static("Origin"));
    }
    set(response, ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    if matches!(settings.get("credentials"), Some(Json::Bool(true))) {
        set(response, ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    let exposed: Vec<&str> = list("expose").collect();
    if !exposed.is_empty() {
        set(response, ACCESS_CONTROL_EXPOSE_HEADERS, &exposed.join(","));
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
        apply(settings, origin, &mut response);
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
}
