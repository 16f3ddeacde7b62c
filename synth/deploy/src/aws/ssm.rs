//! One call: what a parameter says.

use serde_json::{Value as Json, json};

use super::failed::answered;
use super::signed::{Access, Call};
use crate::error::{Error, Result};

/// The value of a parameter, if there is one.
pub(crate) async fn parameter(access: &Access, name: &str) -> Result<Option<String>> {
    let doing = format!("reading the SSM parameter `{name}`");
    let body = json!({ "Name": name }).to_string();
    let headers =
        vec![("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "AmazonSSM.GetParameter")];
    let url = format!("{}/", access.endpoint("ssm", None));
    let call = Call { service: "ssm", method: "POST", url, headers, body: body.as_bytes() };
    let answer = access.send(&doing, &call).await?;
    match answered(&doing, answer.status, &answer.body) {
        Err(Error::Call { code, .. }) if code == "ParameterNotFound" => return Ok(None),
        result => result?,
    }
    let answer: Json = serde_json::from_slice(&answer.body).map_err(|error| Error::Call {
        doing,
        code: String::new(),
        reason: format!("the answer is no JSON: {error}"),
    })?;
    Ok(answer.pointer("/Parameter/Value").and_then(Json::as_str).map(str::to_owned))
}
