//! Carries out effects.

use eventual_runtime_engine::Timestamp;

use crate::effect::Effect;
use crate::error::StoreError;
use crate::record::TaskRecord;
use crate::report;
use crate::stores::{Stores, Written};

/// Carries out an effect. May have been done before, in part or whole.
pub(crate) async fn perform(stores: &impl Stores, effect: Effect, now: Timestamp) -> Result<(), StoreError> {
    match effect {
        Effect::Send(message) => stores.send(message).await,
        Effect::Delay { name, at, message } => stores.delay(&name, at, message).await,
        Effect::Forget(name) => stores.forget(&name).await,
        Effect::Emit { id, events } => stores.emit(&id, &events).await,
        Effect::Task { call, task, input, options, at } => {
            let record = TaskRecord::new(&call, task, input, options, at);
            stores.put_task(&call, &record).await?;
            report::follow(stores, &call, now).await
        }
        Effect::CancelTask(call) => loop {
            let Some(mut record) = stores.task(&call).await? else { return Ok(()) };
            record.run.cancel();
            record.version += 1;
            if stores.put_task(&call, &record).await? == Written::Committed {
                return Ok(());
            }
        },
    }
}
