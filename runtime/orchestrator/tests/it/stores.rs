//! The host's side of the protocol.

use eventual_runtime_engine::{Emitted, Timestamp};
use eventual_runtime_orchestrator::*;

use crate::world::World;

type Result<T> = std::result::Result<T, StoreError>;

fn written(is_next: bool, write: impl FnOnce()) -> Written {
    if !is_next {
        return Written::Taken;
    }
    write();
    Written::Committed
}

impl HistoryStore for World {
    async fn append(&self, execution: &str, number: u64, segment: Vec<u8>) -> Result<Written> {
        let key = (execution.to_owned(), number);
        self.operation(|state| {
            let is_next = !state.segments.contains_key(&key);
            written(is_next, || {
                state.segments.insert(key, segment);
            })
        })
        .await
    }
    async fn read(&self, execution: &str, number: u64) -> Result<Option<Vec<u8>>> {
        self.operation(|state| state.segments.get(&(execution.to_owned(), number)).cloned()).await
    }
}

impl ExecutionTable for World {
    async fn row(&self, execution: &str) -> Result<Option<Row>> {
        self.operation(|state| state.rows.get(execution).cloned()).await
    }
    async fn put_row(&self, execution: &str, row: &Row) -> Result<Written> {
        self.operation(|state| {
            let known = state.rows.get(execution).map_or(0, |it| it.version);
            // As it comes out of a table.
            let row = serde_json::from_str(&serde_json::to_string(row).unwrap()).unwrap();
            written(known + 1 == version_of(&row), || {
                state.rows.insert(execution.to_owned(), row);
            })
        })
        .await
    }
}

impl TaskTable for World {
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>> {
        self.operation(|state| state.tasks.get(call).cloned()).await
    }
    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written> {
        self.operation(|state| {
            let known = state.tasks.get(call).map_or(0, |it| it.version);
            written(known + 1 == record.version, || {
                let record = serde_json::from_str(&serde_json::to_string(record).unwrap()).unwrap();
                state.tasks.insert(call.clone(), record);
            })
        })
        .await
    }
}

impl Effects for World {
    async fn send(&self, message: Message) -> Result<()> {
        let message: Message = serde_json::from_str(&serde_json::to_string(&message).unwrap()).unwrap();
        let late = if self.0.borrow().faults.late { self.random(5_000) as u64 } else { 0 };
        self.operation(|state| {
            if late == 0 {
                state.queue.push_back(message);
            } else {
                let name = format!("send-{}", state.operations);
                state.delayed.insert((Timestamp(state.now.0 + late), name), message);
            }
        })
        .await
    }
    async fn delay(&self, name: &str, at: Timestamp, message: Message) -> Result<()> {
        let late = if self.0.borrow().faults.late { self.random(3_000) as u64 } else { 0 };
        self.operation(|state| {
            // Like a queue, and unlike a scheduler, it does not look whether the name is known.
            let name = format!("{name}-{}", state.operations);
            state.delayed.insert((Timestamp(at.0 + late), name), message);
        })
        .await
    }
    async fn forget(&self, _: &str) -> Result<()> {
        // It may come nevertheless, and here it always does.
        self.operation(|_| ()).await
    }
    async fn invoke(&self, call: &CallKey, _: &str, attempt: u32) -> Result<()> {
        self.operation(|state| state.invocations.push_back((call.clone(), attempt))).await
    }
    async fn emit(&self, id: &str, events: &[Emitted]) -> Result<()> {
        self.operation(|state| {
            for (at, event) in events.iter().enumerate() {
                *state
                    .emitted
                    .entry(format!("{id}#{at} {}{}", event.name, event.payload.text()))
                    .or_default() += 1;
            }
        })
        .await
    }
}

fn version_of(row: &Row) -> u64 {
    row.version
}
