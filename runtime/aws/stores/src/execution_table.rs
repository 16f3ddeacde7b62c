use eventual_runtime_orchestrator::{ExecutionTable, Row, StoreError, Written};
use serde_json::{Map, Value, json};

use crate::{AwsStores, names};

impl ExecutionTable for AwsStores<'_> {
    async fn row(&self, execution: &str) -> Result<Option<Row>, StoreError> {
        self.record(&names::row_key(execution)).await
    }

    async fn put_row(&self, execution: &str, row: &Row) -> Result<Written, StoreError> {
        let text = serde_json::to_string(row).map_err(|error| StoreError(error.to_string()))?;
        let mut attributes = Map::new();
        let mut set = |name: &str, value: Value| {
            attributes.insert(name.to_owned(), value);
        };
        // What the listing needs; the index holds them all.
        set("shard", json!({ "S": names::shard(&row.workflow, execution) }));
        set("started", json!({ "N": row.started.as_millis().to_string() }));
        set("status", json!({ "S": row.status.state() }));
        if let (Some(ended), Some(kept)) = (row.ended, self.settings.retention()?) {
            let until = (ended + kept).as_millis() / 1_000;
            set("ttl", json!({ "N": until.to_string() }));
        }
        self.put_record(&names::row_key(execution), row.version, text, attributes).await
    }
}
