//! Stores in memory.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use eventual_runtime_engine::{Emitted, Timestamp};
use eventual_runtime_orchestrator::operations::{Index, Listing, Page};
use eventual_runtime_orchestrator::*;

type Result<T> = std::result::Result<T, StoreError>;

#[derive(Debug, Default)]
pub(crate) struct State {
    pub segments: BTreeMap<(String, u64), Vec<u8>>,
    pub rows: BTreeMap<String, Row>,
    pub tasks: BTreeMap<CallKey, TaskRecord>,
    pub queue: VecDeque<Message>,
    pub invocations: VecDeque<(CallKey, u32)>,
    pub is_down: bool,
}

/// Clones share what they hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(pub Rc<RefCell<State>>);

impl Memory {
    async fn with<T>(&self, run: impl FnOnce(&mut State) -> T) -> Result<T> {
        let mut state = self.0.borrow_mut();
        if state.is_down { Err(StoreError("the table is asleep".to_owned())) } else { Ok(run(&mut state)) }
    }
}

fn written(is_next: bool) -> Written {
    if is_next { Written::Committed } else { Written::Taken }
}

impl HistoryStore for Memory {
    async fn append(&self, execution: &str, number: u64, segment: Vec<u8>) -> Result<Written> {
        let key = (execution.to_owned(), number);
        self.with(|state| written(state.segments.insert(key, segment).is_none())).await
    }
    async fn read(&self, execution: &str, number: u64) -> Result<Option<Vec<u8>>> {
        self.with(|state| state.segments.get(&(execution.to_owned(), number)).cloned()).await
    }
}

impl ExecutionTable for Memory {
    async fn row(&self, execution: &str) -> Result<Option<Row>> {
        self.with(|state| state.rows.get(execution).cloned()).await
    }
    async fn put_row(&self, execution: &str, row: &Row) -> Result<Written> {
        self.with(|state| {
            let is_next = state.rows.get(execution).map_or(0, |it| it.version) + 1 == row.version;
            if is_next {
                state.rows.insert(execution.to_owned(), row.clone());
            }
            written(is_next)
        })
        .await
    }
}

impl TaskTable for Memory {
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>> {
        self.with(|state| state.tasks.get(call).cloned()).await
    }
    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written> {
        self.with(|state| {
            let is_next = state.tasks.get(call).map_or(0, |it| it.version) + 1 == record.version;
            if is_next {
                state.tasks.insert(call.clone(), record.clone());
            }
            written(is_next)
        })
        .await
    }
}

impl Effects for Memory {
    async fn send(&self, message: Message) -> Result<()> {
        self.with(|state| state.queue.push_back(message)).await
    }
    async fn delay(&self, _: &str, _: Timestamp, _: Message) -> Result<()> {
        Ok(())
    }
    async fn forget(&self, _: &str) -> Result<()> {
        Ok(())
    }
    async fn invoke(&self, call: &CallKey, _: &str, attempt: u32) -> Result<()> {
        self.with(|state| state.invocations.push_back((call.clone(), attempt))).await
    }
    async fn emit(&self, _: &str, _: &[Emitted]) -> Result<()> {
        Ok(())
    }
}

impl Index for Memory {
    async fn list(&self, listing: &Listing) -> Result<Page> {
        self.with(|state| listing.page(state.rows.iter().map(|(id, row)| (id.clone(), row.clone())))).await
    }
}
