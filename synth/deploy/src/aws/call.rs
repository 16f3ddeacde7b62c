//! [`ServiceCall`]: calls of whoever operates what was deployed, signed as our own are.

use serde_json::Value as Json;

use super::Cloud;
use super::failed::answered;
use super::signed::Call;
use crate::error::{Error, Result};

/// A call of an AWS service that the SDKs here do not cover.
#[derive(Clone, Debug)]
pub struct ServiceCall<'a> {
    /// Name by which the service is signed for and, unless `address` says otherwise, addressed: `sqs`.
    pub service: &'static str,
    /// The method.
    pub method: &'static str,
    /// Address of a service that is not AWS's own, like a deployed API; without a slash at its end.
    pub address: Option<String>,
    /// Path and query, encoded, with a slash at the beginning.
    pub path: String,
    /// Headers, which are signed too.
    pub headers: Vec<(&'static str, &'a str)>,
    /// The body.
    pub body: &'a [u8],
}

impl Cloud {
    /// Makes the call; again after a pause if AWS is busy. The answer is given whatever its status.
    ///
    /// # Errors
    /// If there are no credentials or no answer.
    pub async fn call(&self, doing: &str, call: &ServiceCall<'_>) -> Result<(u16, Vec<u8>)> {
        let access = self.access();
        let address = call.address.clone().unwrap_or_else(|| access.endpoint(call.service, None));
        let call = Call {
            service: call.service,
            method: call.method,
            url: format!("{address}{}", call.path),
            headers: call.headers.clone(),
            body: call.body,
        };
        let answer = access.send(doing, &call).await?;
        Ok((answer.status, answer.body))
    }

    /// Calls an operation of a service that speaks AWS's JSON protocol. `target` is the value of `x-amz-target`, `version`
    /// that of the protocol: `1.0` or `1.1`.
    ///
    /// # Errors
    /// If there are no credentials or no answer, or the answer is a refusal.
    pub async fn json(
        &self,
        doing: &str,
        service: &'static str,
        version: &str,
        target: &str,
        body: &Json,
    ) -> Result<Json> {
        let (kind, body) = (format!("application/x-amz-json-{version}"), body.to_string());
        let call = ServiceCall {
            service,
            method: "POST",
            address: None,
            path: "/".to_owned(),
            headers: vec![("content-type", &kind), ("x-amz-target", target)],
            body: body.as_bytes(),
        };
        let (status, body) = self.call(doing, &call).await?;
        read(doing, status, &body)
    }

    /// Where AWS is, if it is not AWS: `AWS_ENDPOINT_URL`.
    pub fn endpoint_url(&self) -> Option<&str> {
        self.access().config.endpoint_url()
    }
}

/// Reads an answer that should be JSON; none is `null`.
///
/// # Errors
/// If it is a refusal, or no JSON.
pub fn read(doing: &str, status: u16, body: &[u8]) -> Result<Json> {
    answered(doing, status, body)?;
    if body.is_empty() {
        return Ok(Json::Null);
    }
    serde_json::from_slice(body).map_err(|error| Error::Call {
        doing: doing.to_owned(),
        code: String::new(),
        reason: format!("the answer is no JSON: {error}"),
    })
}
