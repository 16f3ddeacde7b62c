use std::collections::BTreeSet;

use eventual_analyzer_model::contract::CorsSettings;
use serde_json::{Map, Value as Json, json};

use super::props::Cors;

/// Value of the functions' CORS variable (`contract::ENV_CORS`).
pub(crate) fn variable(cors: &Cors) -> String {
    let Cors { origins, credentials, expose, .. } = cors.clone();
    let settings = CorsSettings { origins, credentials, expose };
    json!(settings).to_string()
}

/// Headers on the gateway's own errors. There is no logic there: with several origins the caller's is echoed,
/// which gives away nothing but the error.
pub(super) fn error_headers(cors: &Cors) -> Map<String, Json> {
    let origin = match cors.origins.as_slice() {
        [only] => format!("'{only}'"),
        _ => "method.request.header.origin".to_owned(),
    };
    let mut headers = Map::new();
    headers.insert("gatewayresponse.header.access-control-allow-origin".into(), json!(origin));
    if cors.credentials {
        headers.insert("gatewayresponse.header.access-control-allow-credentials".into(), json!("'true'"));
    }
    headers
}

/// The `OPTIONS` operation of one path, answered by the gateway itself. Pages may send the headers that commands read
/// (`headers`) beside those of the settings.
pub(super) fn preflight(
    cors: &Cors,
    methods: &[&str],
    path_parameters: &[&str],
    headers: &BTreeSet<String>,
) -> Json {
    let mut allowed: Vec<&str> = methods.to_vec();
    allowed.push("OPTIONS");
    allowed.sort_unstable();
    allowed.dedup();
    let (origin, template) = match cors.origins.as_slice() {
        [only] => (only.as_str(), String::new()),
        several => (several.first().map_or("", String::as_str), echo_known_origin(several)),
    };
    let is_new =
        |it: &&String| !cors.headers.iter().any(|known| known == "*" || known.eq_ignore_ascii_case(it));
    let allowed_headers: Vec<&str> =
        cors.headers.iter().chain(headers.iter().filter(is_new)).map(String::as_str).collect();
    let mut values = vec![
        ("access-control-allow-origin", origin.to_owned()),
        ("access-control-allow-methods", allowed.join(",")),
        ("access-control-allow-headers", allowed_headers.join(",")),
        ("access-control-max-age", cors.max_age.as_secs().to_string()),
    ];
    if cors.credentials {
        values.push(("access-control-allow-credentials", "true".to_owned()));
    }
    if cors.origins.len() > 1 {
        values.push(("vary", "Origin".to_owned()));
    }
    let declared: Map<String, Json> = values
        .iter()
        .map(|(name, _)| ((*name).to_owned(), json!({ "schema": { "type": "string" } })))
        .collect();
    let set: Map<String, Json> = values
        .iter()
        .map(|(name, value)| (format!("method.response.header.{name}"), json!(format!("'{value}'"))))
        .collect();
    let mut operation = json!({
        "responses": { "204": { "description": "What pages of other origins may do.", "headers": declared } },
        "x-amazon-apigateway-integration": {
            "type": "mock",
            // Preflights have no body; this is what makes the mock answer.
            "requestTemplates": { "application/json": "{\"statusCode\":204}" },
            "passthroughBehavior": "when_no_match",
            "responses": {
                "default": {
                    "statusCode": "204",
                    "responseParameters": set,
                    "responseTemplates": { "application/json": template },
                }
            }
        }
    });
    if !path_parameters.is_empty() {
        operation["parameters"] = path_parameters
            .iter()
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
    }
    operation
}

/// A template of the gateway that answers with the caller's origin if it is one of those.
fn echo_known_origin(origins: &[String]) -> String {
    let tests: Vec<String> = origins.iter().map(|it| format!("$origin == \"{it}\"")).collect();
    format!(
        "#set($origin = $input.params().header.get(\"Origin\"))\n\
         #if($origin == \"\") #set($origin = $input.params().header.get(\"origin\")) #end\n\
         #if({})\n#set($context.responseOverride.header.access-control-allow-origin = $origin)\n#end",
        tests.join(" || ")
    )
}
