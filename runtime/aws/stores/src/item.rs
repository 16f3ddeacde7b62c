//! Items of the table: a record as JSON, guarded by its version.
//!
//! In expressions each attribute has a placeholder: hundreds of words are reserved, `shard` and `status` among them.

use eventual_runtime_aws::{get_item, put_item};
use eventual_runtime_orchestrator::{StoreError, Written};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{AwsStores, failed};

/// A record of more bytes is kept in S3. An item may have 400 KB in all (DynamoDB quota).
const MAX_BYTES: usize = 300_000;

impl AwsStores<'_> {
    /// Reads the record of a key. Never stale.
    pub(crate) async fn record<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        match self.item(key).await? {
            Some(item) => self.record_in(key, &item).await,
            None => Ok(None),
        }
    }

    /// The record in an item.
    pub(crate) async fn record_in<T: DeserializeOwned>(
        &self,
        key: &str,
        item: &Value,
    ) -> Result<Option<T>, StoreError> {
        let text = self.text_in(key, item).await?;
        let wrong = |error| StoreError(format!("the item `{key}` cannot be read: {error}"));
        serde_json::from_str(&text).map(Some).map_err(wrong)
    }

    async fn item(&self, key: &str) -> Result<Option<Value>, StoreError> {
        let request = json!({
            "TableName": self.settings.table()?,
            "Key": { "pk": { "S": key } },
            "ConsistentRead": true,
            "ProjectionExpression": "#json, #spilled",
            "ExpressionAttributeNames": { "#json": "json", "#spilled": "spilled" },
        });
        Ok(get_item(self.client, &request).await.map_err(failed)?.get_mut("Item").map(Value::take))
    }

    async fn text_in(&self, key: &str, item: &Value) -> Result<String, StoreError> {
        let attribute = |name: &str| item.get(name).and_then(|it| it.get("S")).and_then(Value::as_str);
        match (attribute("json"), attribute("spilled")) {
            (Some(text), _) => Ok(text.to_owned()),
            (None, Some(hash)) => self.payload(hash).await,
            (None, None) => Err(StoreError(format!("the item `{key}` has no `json`"))),
        }
    }

    /// Writes the record of a key if the stored one has the version before; for version 1, if there is none.
    pub(crate) async fn put_record(
        &self,
        key: &str,
        version: u64,
        text: String,
        mut attributes: Map<String, Value>,
    ) -> Result<Written, StoreError> {
        if text.len() > MAX_BYTES {
            let hash = self.spill(text.clone().into_bytes()).await?;
            attributes.insert("spilled".to_owned(), json!({ "S": hash }));
        } else {
            attributes.insert("json".to_owned(), json!({ "S": text }));
        }
        attributes.insert("pk".to_owned(), json!({ "S": key }));
        attributes.insert("version".to_owned(), json!({ "N": version.to_string() }));
        let mut request = json!({ "TableName": self.settings.table()?, "Item": attributes });
        if version <= 1 {
            request["ConditionExpression"] = "attribute_not_exists(#pk)".into();
            request["ExpressionAttributeNames"] = json!({ "#pk": "pk" });
        } else {
            request["ConditionExpression"] = "#version = :before".into();
            request["ExpressionAttributeNames"] = json!({ "#version": "version" });
            request["ExpressionAttributeValues"] = json!({ ":before": { "N": (version - 1).to_string() } });
        }
        match put_item(self.client, &request).await {
            Ok(_) => Ok(Written::Committed),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => {
                let Some(there) = self.item(key).await? else { return Ok(Written::Taken) };
                let is_ours = self.text_in(key, &there).await? == text;
                Ok(if is_ours { Written::Committed } else { Written::Taken })
            }
            Err(error) => Err(failed(error)),
        }
    }
}
