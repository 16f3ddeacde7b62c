use eventual_runtime_aws::{PutCondition, PutOutcome, get_object, put_object};
use eventual_runtime_orchestrator::{HistoryStore, StoreError, Written};

use crate::{AwsStores, failed, names};

impl HistoryStore for AwsStores<'_> {
    async fn append(&self, execution: &str, number: u64, segment: Vec<u8>) -> Result<Written, StoreError> {
        let (bucket, key) = (self.settings.bucket()?, names::segment_key(execution, number));
        let put = put_object(self.client, bucket, &key, segment.clone(), &PutCondition::IfAbsent);
        if let PutOutcome::Written(_) = put.await.map_err(failed)? {
            return Ok(Written::Committed);
        }
        // Two orchestrators that write the very same segment took the same messages: either may go on as its writer.
        let there = self.read(execution, number).await?;
        Ok(if there.is_some_and(|it| it == segment) { Written::Committed } else { Written::Taken })
    }

    async fn read(&self, execution: &str, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let (bucket, key) = (self.settings.bucket()?, names::segment_key(execution, number));
        Ok(get_object(self.client, bucket, &key).await.map_err(failed)?.map(|it| it.body))
    }
}
