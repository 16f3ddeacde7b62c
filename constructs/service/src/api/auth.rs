use eventual_constructs_core::{ToJson, Value, sub};
use serde_json::{Value as Json, json};

use super::props::{Auth, AuthorizerKind};

/// Name of the one security scheme of the document.
pub(crate) const SCHEME: &str = "caller";

/// What the document says of authentication: the scheme, and what each protected operation asks for.
pub(crate) struct ResolvedAuth {
    pub(crate) scheme: Json,
    pub(crate) security: Json,
}

impl ResolvedAuth {
    pub(crate) fn of(auth: &Auth) -> Option<Self> {
        let mut scopes: &[String] = &[];
        let scheme = match auth {
            Auth::Open => return None,
            Auth::Iam => iam_scheme(),
            Auth::ApiKey { .. } => header_scheme("x-api-key", None, None),
            Auth::Cognito { user_pools, scopes: wanted } => {
                scopes = wanted;
                let authorizer = json!({
                    "type": "cognito_user_pools",
                    "providerARNs": user_pools.iter().map(ToJson::to_json).collect::<Vec<_>>(),
                });
                header_scheme("Authorization", Some("cognito_user_pools"), Some(authorizer))
            }
            Auth::Lambda { function, kind, cache } => {
                let mut authorizer = json!({
                    "authorizerUri": invoke_uri(function).to_json(),
                    "authorizerResultTtlInSeconds": cache.as_secs(),
                });
                let header = match kind {
                    AuthorizerKind::Token { header } => {
                        authorizer["type"] = json!("token");
                        authorizer["identitySource"] = json!(format!("method.request.header.{header}"));
                        header.as_str()
                    }
                    AuthorizerKind::Request { identity } => {
                        authorizer["type"] = json!("request");
                        authorizer["identitySource"] = json!(identity.join(","));
                        // The gateway wants a name; with several sources there is none that says it all.
                        "Unused"
                    }
                };
                header_scheme(header, Some("custom"), Some(authorizer))
            }
        };
        Some(Self { scheme, security: json!([{ SCHEME: scopes }]) })
    }
}

/// Callers sign with AWS credentials.
pub(super) fn iam_scheme() -> Json {
    header_scheme("Authorization", Some("awsSigv4"), None)
}

fn header_scheme(header: &str, kind: Option<&str>, authorizer: Option<Json>) -> Json {
    let mut scheme = json!({ "type": "apiKey", "name": header, "in": "header" });
    if let Some(kind) = kind {
        scheme["x-amazon-apigateway-authtype"] = json!(kind);
    }
    if let Some(authorizer) = authorizer {
        scheme["x-amazon-apigateway-authorizer"] = authorizer;
    }
    scheme
}

/// The URI under which API Gateway calls a function.
pub(crate) fn invoke_uri(function_arn: &Value<String>) -> Value<String> {
    sub(
        "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function}/invocations",
        [("Function", function_arn.clone())],
    )
}
