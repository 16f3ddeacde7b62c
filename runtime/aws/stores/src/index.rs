//! Listing: the shards of each workflow in the index, asked side by side.

use eventual_runtime_aws::query;
use eventual_runtime_orchestrator::operations::{Index, Listing, Page};
use eventual_runtime_orchestrator::{Row, StoreError, together};
use serde_json::{Value, json};

use crate::{AwsStores, failed, names};

/// Name of the index: hash `shard`, range `started`.
const INDEX: &str = "by_workflow";

impl Index for AwsStores<'_> {
    async fn list(&self, listing: &Listing) -> Result<Page, StoreError> {
        let workflows = match &listing.workflow {
            Some(workflow) => std::slice::from_ref(workflow),
            None => self.settings.workflows(),
        };
        // As a list: an iterator with its closure in it would keep the future from being `Send`.
        let shards: Vec<String> = workflows.iter().flat_map(|workflow| names::shards(workflow)).collect();
        let asked: Vec<_> = shards.into_iter().map(|shard| self.list_shard(shard, listing)).collect();
        let found = together(asked).await?;
        Ok(listing.page(found.into_iter().flatten()))
    }
}

impl AwsStores<'_> {
    /// The newest executions of a shard that belong to the listing: one more than it asks for, if there are so many.
    async fn list_shard(&self, shard: String, listing: &Listing) -> Result<Vec<(String, Row)>, StoreError> {
        let mut request = json!({
            "TableName": self.settings.table()?,
            "IndexName": INDEX,
            "KeyConditionExpression": "#shard = :shard AND #started BETWEEN :from AND :to",
            "ProjectionExpression": "#pk, #json, #spilled",
            "ExpressionAttributeNames": {
                "#pk": "pk", "#json": "json", "#spilled": "spilled", "#shard": "shard", "#started": "started",
            },
            "ScanIndexForward": false,
            "Limit": listing.limit + 1,
        });
        let from = listing.started_after.map_or(0, |it| it.as_millis());
        let before = listing.started_before.map(|it| it.as_millis().saturating_sub(1));
        let to = listing.cursor.as_ref().map(|it| it.started.as_millis()).into_iter().chain(before).min();
        // Numbers of DynamoDB have 38 digits; this is all time.
        let to = to.unwrap_or(u64::MAX);
        if from > to {
            return Ok(Vec::new());
        }
        let mut values = json!({ ":shard": { "S": shard }, ":from": { "N": from.to_string() }, ":to": { "N": to.to_string() } });
        if let Some(state) = listing.state {
            request["FilterExpression"] = "#status = :status".into();
            request["ExpressionAttributeNames"]["#status"] = "status".into();
            values[":status"] = json!({ "S": state });
        }
        request["ExpressionAttributeValues"] = values;
        let mut found = Vec::new();
        loop {
            let answer = query(self.client, &request).await.map_err(failed)?;
            let items = answer.get("Items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            for item in items {
                let key = item["pk"]["S"].as_str().unwrap_or_default();
                let Some(id) = names::execution_of(key) else { continue };
                let Some(row) = self.record_in::<Row>(key, item).await? else { continue };
                if listing.takes(id, &row) {
                    found.push((id.to_owned(), row));
                }
            }
            match answer.get("LastEvaluatedKey") {
                Some(last) if !last.is_null() && found.len() <= listing.limit => {
                    request["ExclusiveStartKey"] = last.clone();
                }
                _ => return Ok(found),
            }
        }
    }
}
