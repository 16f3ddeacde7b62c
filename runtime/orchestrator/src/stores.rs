//! What a host provides.

use eventual_runtime_engine::{Emitted, Error, Payload, Timestamp};

use crate::error::StoreError;
use crate::message::{CallKey, Message, Request};
use crate::record::TaskRecord;
use crate::row::Row;

/// What became of a conditional write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    Committed,
    /// Somebody else was first; nothing was written.
    Taken,
}

/// The histories: immutable segments.
#[expect(async_fn_in_trait, reason = "an execution stays on one thread, and so does what drives it")]
pub trait HistoryStore {
    /// Writes segment `number` (from 1) if there is none. Once this was [`Written::Committed`], every read sees it.
    async fn append(&self, execution: &str, number: u64, segment: Vec<u8>) -> Result<Written, StoreError>;
    /// Reads segment `number`; `None` if it was not written. Never stale.
    async fn read(&self, execution: &str, number: u64) -> Result<Option<Vec<u8>>, StoreError>;
}

/// The rows of executions.
#[expect(async_fn_in_trait, reason = "an execution stays on one thread, and so does what drives it")]
pub trait ExecutionTable {
    /// Reads a row.
    async fn row(&self, execution: &str) -> Result<Option<Row>, StoreError>;
    /// Writes a row if the stored one has `row.version - 1`; for version 1, if there is none.
    async fn put_row(&self, execution: &str, row: &Row) -> Result<Written, StoreError>;
}

/// The task calls.
#[expect(async_fn_in_trait, reason = "an execution stays on one thread, and so does what drives it")]
pub trait TaskTable {
    /// Reads a call. Never stale.
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>, StoreError>;
    /// Writes a call if the stored one has `record.version - 1`; for version 1, if there is none.
    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written, StoreError>;
}

/// A message for later.
#[derive(Clone, Debug, PartialEq)]
pub struct Delayed {
    /// By which it is taken back.
    pub name: String,
    /// When it is to be delivered.
    pub at: Timestamp,
    /// What is delivered.
    pub message: Message,
}

/// What reaches the world. Each returns when it is certain that it will happen, at least once.
#[expect(async_fn_in_trait, reason = "an execution stays on one thread, and so does what drives it")]
pub trait Effects {
    /// Delivers a message to its execution.
    async fn send(&self, message: Message) -> Result<(), StoreError>;
    /// Delivers messages, those of one execution in order; faster than one by one where the host can.
    async fn send_all(&self, messages: Vec<Message>) -> Result<(), StoreError> {
        for message in messages {
            self.send(message).await?;
        }
        Ok(())
    }
    /// Delivers a message at a time or shortly after. A second one of the same name may replace the first, if it is for the
    /// same time.
    async fn delay(&self, name: &str, at: Timestamp, message: Message) -> Result<(), StoreError>;
    /// The same for many messages.
    async fn delay_all(&self, delayed: Vec<Delayed>) -> Result<(), StoreError> {
        for Delayed { name, at, message } in delayed {
            self.delay(&name, at, message).await?;
        }
        Ok(())
    }
    /// Takes a delayed message back. It may come nevertheless.
    async fn forget(&self, name: &str) -> Result<(), StoreError>;
    /// Starts a worker for an attempt. If it dies, the host sends [`Report::Lost`](crate::Report::Lost).
    async fn invoke(&self, call: &CallKey, task: &str, attempt: u32) -> Result<(), StoreError>;
    /// Carries out a request to a data primitive. May be called any number of times for one call, and then must have one
    /// effect and one answer. A refusal is an answer, too. A host without data primitives refuses all.
    async fn request(&self, call: &CallKey, request: &Request) -> Result<Result<Payload, Error>, StoreError> {
        let _ = call;
        Ok(refuse(request))
    }
    /// Puts events on the bus. `id` and the position name each; a consumer can drop those it has seen.
    async fn emit(&self, id: &str, events: &[Emitted]) -> Result<(), StoreError>;
}

/// The answer to a request for which a host has no data primitive.
///
/// # Errors
/// `UnknownRequest`, always.
pub fn refuse(request: &Request) -> Result<Payload, Error> {
    let message = format!("this host has no data primitive for `{}`", request.parts().0);
    Err(Error::new("UnknownRequest", message).non_retryable())
}

/// All that an orchestrator needs.
pub trait Stores: HistoryStore + ExecutionTable + TaskTable + Effects {}

impl<T: HistoryStore + ExecutionTable + TaskTable + Effects> Stores for T {}
