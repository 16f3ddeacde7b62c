use eventual_runtime_orchestrator::{CallKey, StoreError, TaskRecord, TaskTable, Written};
use serde_json::Map;

use crate::{AwsStores, names};

impl TaskTable for AwsStores<'_> {
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>, StoreError> {
        self.record(&names::call_key(call)).await
    }

    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written, StoreError> {
        let text = serde_json::to_string(record).map_err(|error| StoreError(error.to_string()))?;
        self.put_record(&names::call_key(call), record.version, text, Map::new()).await
    }
}
