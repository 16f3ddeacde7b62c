use serde_json::{Map, Value as Json, json};

use super::cors;
use super::props::Cors;

/// Failures of the gateway itself, in the form in which functions fail (`status`, `code`, `message`, `data`).
/// The templates know no logic, only variables of the context. `is_signed`: some callers must sign with AWS credentials.
pub(super) fn responses(cors: Option<&Cors>, is_signed: bool) -> Json {
    let mut responses = Map::new();
    let invalid = "{\"status\":400,\"code\":\"InvalidInput\",\"message\":$context.error.messageString,\
                   \"data\":{\"errors\":[{\"message\":\"$context.error.validationErrorString\"}]}}";
    // The message names what is missing: there is no validation text for parameters.
    let missing = "{\"status\":400,\"code\":\"InvalidInput\",\"message\":$context.error.messageString}";
    let general = |status: u16, code: &str| {
        format!("{{\"status\":{status},\"code\":\"{code}\",\"message\":$context.error.messageString}}")
    };
    let nothing_there = if is_signed {
        "{\"status\":404,\"code\":\"NotFound\",\
         \"message\":\"nothing answers this method and path to callers that do not sign with AWS credentials\"}"
    } else {
        "{\"status\":404,\"code\":\"NotFound\",\"message\":\"nothing answers this method and path\"}"
    };
    let kinds = [
        ("BAD_REQUEST_BODY", Some(400), invalid.to_owned()),
        ("BAD_REQUEST_PARAMETERS", Some(400), missing.to_owned()),
        ("UNAUTHORIZED", Some(401), general(401, "Unauthorized")),
        // The gateway's own text is "Missing Authentication Token", which sends people to the wrong place. It has one
        // answer for what is not there and for what asks for a signature.
        ("MISSING_AUTHENTICATION_TOKEN", Some(404), nothing_there.to_owned()),
        ("ACCESS_DENIED", Some(403), general(403, "Forbidden")),
        ("INVALID_API_KEY", Some(403), general(403, "Forbidden")),
        ("THROTTLED", Some(429), general(429, "TooManyRequests")),
        ("QUOTA_EXCEEDED", Some(429), general(429, "TooManyRequests")),
        ("REQUEST_TOO_LARGE", Some(413), general(413, "TooLarge")),
        ("INTEGRATION_TIMEOUT", Some(504), general(504, "Timeout")),
        ("DEFAULT_4XX", None, general_of_any_status()),
        ("DEFAULT_5XX", None, general_of_any_status()),
    ];
    let headers = cors.map(cors::error_headers).unwrap_or_default();
    for (kind, status, template) in kinds {
        let mut response = json!({ "responseTemplates": { "application/json": template } });
        if let Some(status) = status {
            response["statusCode"] = json!(status.to_string());
        }
        if !headers.is_empty() {
            response["responseParameters"] = Json::Object(headers.clone());
        }
        responses.insert(kind.to_owned(), response);
    }
    Json::Object(responses)
}

/// A default response stands for many statuses and keeps the one it has, so its body does not say one.
fn general_of_any_status() -> String {
    "{\"code\":\"$context.error.responseType\",\"message\":$context.error.messageString}".to_owned()
}
