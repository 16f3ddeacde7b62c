//! What is too large for a queue or an item is kept in S3 under its hash.

use eventual_runtime_aws::{PutCondition, get_object, put_object};
use eventual_runtime_orchestrator::StoreError;
use serde::{Deserialize, Serialize};

use crate::{AwsStores, failed, names};

/// A message of more bytes is kept in S3. SQS and asynchronous calls take 1 MiB.
const MAX_BYTES: usize = 900_000;

/// What is sent instead.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spilled {
    spilled: String,
}

impl AwsStores<'_> {
    /// Keeps a payload; its hash. Writing it again changes nothing.
    pub(crate) async fn spill(&self, payload: Vec<u8>) -> Result<String, StoreError> {
        let hash = names::hash(&payload);
        let (bucket, key) = (self.settings.bucket()?, names::payload_key(&hash));
        put_object(self.client, bucket, &key, payload, &PutCondition::Always).await.map_err(failed)?;
        Ok(hash)
    }

    /// Reads a payload.
    pub(crate) async fn payload(&self, hash: &str) -> Result<String, StoreError> {
        let (bucket, key) = (self.settings.bucket()?, names::payload_key(hash));
        let object = get_object(self.client, bucket, &key).await.map_err(failed)?;
        let gone = || StoreError(format!("the payload `{hash}` is gone"));
        let body = object.ok_or_else(gone)?.body;
        if names::hash(&body) != hash {
            return Err(StoreError(format!("the payload `{hash}` is damaged")));
        }
        String::from_utf8(body).map_err(|_| StoreError(format!("the payload `{hash}` is no text")))
    }

    /// The body of a message, or what stands for it; of at most `most` bytes.
    pub(crate) async fn body_within(&self, body: String, most: usize) -> Result<String, StoreError> {
        if body.len() <= most {
            return Ok(body);
        }
        let spilled = Spilled { spilled: self.spill(body.into_bytes()).await? };
        serde_json::to_string(&spilled).map_err(|error| StoreError(error.to_string()))
    }

    /// The body of a message to a queue, or what stands for it.
    pub(crate) async fn body(&self, body: String) -> Result<String, StoreError> {
        self.body_within(body, MAX_BYTES).await
    }
}

/// The body of a message as it was sent, wherever it was kept.
pub async fn receive(stores: &AwsStores<'_>, body: &str) -> Result<String, StoreError> {
    match serde_json::from_str::<Spilled>(body) {
        Ok(Spilled { spilled }) => stores.payload(&spilled).await,
        Err(_) => Ok(body.to_owned()),
    }
}
