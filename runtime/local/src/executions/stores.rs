//! What the orchestrator asks of its host, over the store. Nothing here waits: see
//! [`Store`](crate::store::Store).

use eventual_runtime_engine::{Emitted, Timestamp};
use eventual_runtime_orchestrator::{
    CallKey, Effects, ExecutionTable, HistoryStore, Message, Row, StoreError, TaskRecord, TaskTable, Written,
};
use serde::{Deserialize, Serialize};

use crate::executions::handover::Owner;
use crate::executions::shard::Shard;
use crate::executions::timers::Due;
use crate::store::Keyspace;
use crate::world::{ServiceHandle, read, written};

type Result<T> = std::result::Result<T, StoreError>;

/// A message that is held back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Delayed {
    pub(crate) at: Timestamp,
    pub(crate) message: Message,
}

/// A worker that was started for an attempt.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Invocation {
    pub(crate) call: CallKey,
    pub(crate) task: String,
    pub(crate) attempt: u32,
    /// The program that runs the body on, after it handed over everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) held: Option<Owner>,
}

impl ServiceHandle {
    /// Writes if the value that is there fulfils `condition`.
    fn put_if(
        &self,
        key: Vec<u8>,
        value: Vec<u8>,
        condition: impl FnOnce(Option<&[u8]>) -> Result<bool>,
    ) -> Result<Written> {
        let (written, _) = self.world.store.write(|draft| {
            if !condition(draft.get(&key)?.as_deref())? {
                return Ok(Written::Taken);
            }
            draft.put(key, value);
            Ok(Written::Committed)
        })?;
        Ok(written)
    }

    /// The thread on which this execution lives.
    pub(crate) fn shard(&self, execution: &str) -> &Shard {
        let hash = execution.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let count = self.shards.len() as u64;
        &self.shards[usize::try_from(hash % count.max(1)).unwrap_or(0)]
    }
}

impl HistoryStore for ServiceHandle {
    async fn append(&self, execution: &str, number: u64, segment: Vec<u8>) -> Result<Written> {
        self.put_if(self.keys.segment(execution, number), segment, |known| Ok(known.is_none()))
    }
    async fn read(&self, execution: &str, number: u64) -> Result<Option<Vec<u8>>> {
        self.world.store.get(&self.keys.segment(execution, number))
    }
}

impl ExecutionTable for ServiceHandle {
    async fn row(&self, execution: &str) -> Result<Option<Row>> {
        let text = self.world.store.get(&self.keys.named(Keyspace::Execution, execution))?;
        text.map(|text| read("an execution", &text)).transpose()
    }
    async fn put_row(&self, execution: &str, row: &Row) -> Result<Written> {
        let key = self.keys.named(Keyspace::Execution, execution);
        let value = written(row)?;
        let (written, _) = self.world.store.write(|draft| {
            let known = draft.get(&key)?.map(|text| read::<Row>("an execution", &text)).transpose()?;
            if known.map_or(0, |known| known.version) + 1 != row.version {
                return Ok(Written::Taken);
            }
            if row.version == 1 {
                draft.put(self.keys.started(row.started, execution), Vec::new());
            }
            draft.put(key, value);
            Ok(Written::Committed)
        })?;
        Ok(written)
    }
}

impl TaskTable for ServiceHandle {
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>> {
        let text = self.world.store.get(&self.keys.task(call))?;
        text.map(|text| read("a task call", &text)).transpose()
    }
    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written> {
        let written = self.put_if(self.keys.task(call), written(record)?, |known| {
            let known = known.map(|text| read::<TaskRecord>("a task call", text)).transpose()?;
            Ok(known.map_or(0, |known| known.version) + 1 == record.version)
        })?;
        if written == Written::Committed {
            self.give_up(call, record);
        }
        Ok(written)
    }
}

impl Effects for ServiceHandle {
    async fn send(&self, message: Message) -> Result<()> {
        let text = written(&message)?;
        let (number, _) = self.world.store.write(|draft| {
            let number = self.world.number();
            draft.put(self.keys.numbered(Keyspace::Message, number), text);
            Ok(number)
        })?;
        self.shard(&message.execution).push(number, message);
        Ok(())
    }
    async fn delay(&self, name: &str, at: Timestamp, message: Message) -> Result<()> {
        let text = written(&Delayed { at, message })?;
        self.world.store.write(|draft| {
            draft.put(self.keys.named(Keyspace::Delay, name), text);
            Ok(())
        })?;
        self.world.timers.put(at, Due::Message { service: self.index, name: name.to_owned() });
        Ok(())
    }
    async fn forget(&self, name: &str) -> Result<()> {
        self.world.store.write(|draft| {
            draft.remove(self.keys.named(Keyspace::Delay, name));
            Ok(())
        })?;
        Ok(())
    }
    async fn invoke(&self, call: &CallKey, task: &str, attempt: u32) -> Result<()> {
        let invocation = Invocation { call: call.clone(), task: task.to_owned(), attempt, held: None };
        let text = written(&invocation)?;
        self.world.store.write(|draft| {
            draft.put(self.keys.invocation(call, attempt), text);
            Ok(())
        })?;
        self.attempt(invocation);
        Ok(())
    }
    async fn emit(&self, id: &str, events: &[Emitted]) -> Result<()> {
        self.publish(events.iter().enumerate().map(|(at, event)| (format!("{id}#{at}"), event.clone())))?;
        Ok(())
    }
}
