//! Calls of the AWS JSON protocols: a target header, a document in, a document out.

use serde_json::Value;

use super::config::{Client, Service};
use super::error::AwsError;
use super::exchange::Call;

/// Name and version of a service's AWS JSON protocol.
#[derive(Clone, Copy)]
pub(super) struct JsonService {
    pub(super) service: Service,
    /// `AWSEvents` of `X-Amz-Target: AWSEvents.PutEvents`.
    pub(super) target: &'static str,
    /// `1.0` or `1.1`.
    pub(super) version: &'static str,
}

impl Client {
    /// Makes a call, whose name is written `service:Operation`.
    pub(super) async fn call_json(
        &self,
        json: JsonService,
        name: &'static str,
        input: &Value,
    ) -> Result<Value, AwsError> {
        let operation = name.split(':').next_back().unwrap_or_default();
        let mut call = Call::new(name, json.service, "POST", "/".to_owned())
            .header("content-type", format!("application/x-amz-json-{}", json.version))
            .header("x-amz-target", format!("{}.{operation}", json.target));
        call.body = input.to_string().into_bytes();
        let response = self.send(&call).await?;
        if response.body.is_empty() {
            return Ok(Value::Object(serde_json::Map::new()));
        }
        serde_json::from_slice(&response.body)
            .map_err(|error| AwsError::Answer { call: name, reason: error.to_string() })
    }
}
