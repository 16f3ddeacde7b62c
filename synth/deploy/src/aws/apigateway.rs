//! One call: the document of a deployed API.

use aws_sdk_apigateway::Client;
use serde_json::Value as Json;

use super::failed::failed;
use super::signed::Access;
use crate::error::{Error, Result};

/// The OpenAPI 3.0 document of a stage, with API Gateway's extensions.
pub(crate) async fn export(access: &Access, api: &str, stage: &str) -> Result<Json> {
    let doing = format!("exporting stage `{stage}` of API `{api}`");
    let answer = Client::new(&access.config)
        .get_export()
        .rest_api_id(api)
        .stage_name(stage)
        .export_type("oas30")
        .parameters("extensions", "apigateway")
        .accepts("application/json")
        .send()
        .await
        .map_err(|error| failed(&doing, &error))?;
    let body = answer.body().map(AsRef::<[u8]>::as_ref).unwrap_or_default();
    serde_json::from_slice(body).map_err(|error| Error::Call {
        doing,
        code: String::new(),
        reason: format!("it is no JSON: {error}"),
    })
}
