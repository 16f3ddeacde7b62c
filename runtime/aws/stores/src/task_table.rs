use std::time::Duration;

use eventual_runtime_orchestrator::{CallKey, StoreError, TaskRecord, TaskTable, Written};
use serde_json::{Map, json};

use crate::now;
use crate::{AwsStores, names};

/// The record of a call that is over answers those who repeat a message about it: queues keep messages for 14 days (SQS quota).
const REPEATED: Duration = Duration::from_secs(15 * 24 * 60 * 60);

impl TaskTable for AwsStores<'_> {
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>, StoreError> {
        self.record(&names::call_key(call)).await
    }

    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written, StoreError> {
        let text = serde_json::to_string(record).map_err(|error| StoreError(error.to_string()))?;
        let mut attributes = Map::new();
        if let (true, Some(kept)) = (record.run.is_over(), self.settings.retention()?) {
            let until = (now() + kept.max(REPEATED)).as_millis() / 1_000;
            attributes.insert("ttl".to_owned(), json!({ "N": until.to_string() }));
        }
        self.put_record(&names::call_key(call), record.version, text, attributes).await
    }
}
