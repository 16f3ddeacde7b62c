//! What the orchestrator asks of its host.

use std::time::Duration;

use eventual_runtime_engine::{Emitted, Error, Payload, Timestamp};
use eventual_runtime_orchestrator::operations::{Index, Listing, Page};
use eventual_runtime_orchestrator::{
    CallKey, Effects, ExecutionTable, HistoryStore, Message, Request, Row, StoreError, TaskRecord, TaskTable,
    Written, refuse,
};

use crate::agenda::Work;
use crate::fault::{Fault, Operation};
use crate::state::{Memory, State};

type Result<T> = std::result::Result<T, StoreError>;

impl State {
    /// As it comes out of a table or a queue.
    fn stored<T: Clone + serde::Serialize + serde::de::DeserializeOwned>(&self, value: &T) -> Result<T> {
        if !self.keeps_json {
            return Ok(value.clone());
        }
        let text = serde_json::to_vec(value).map_err(|error| StoreError(error.to_string()))?;
        serde_json::from_slice(&text).map_err(|error| StoreError(error.to_string()))
    }

    /// What is sent or invoked.
    fn put(&mut self, fault: Fault, work: Work) {
        let at = self.now + fault.delay;
        if fault.is_doubled {
            self.agenda.put(at, fault.order, work.clone());
        }
        self.agenda.put(at, fault.order, work);
    }
}

impl Memory {
    /// Puts work of the driver into the agenda, for after a pause.
    pub fn later(&self, operation: Operation, pause: Duration, work: Work) {
        let fault = self.pass(operation);
        self.state().put(Fault { delay: fault.delay + pause, ..fault }, work);
    }
}

impl HistoryStore for Memory {
    async fn append(&self, execution: &str, number: u64, segment: Vec<u8>) -> Result<Written> {
        self.ask_witness(execution, number, &segment)?;
        self.operation(Operation::Append, |state, _| {
            let segments = &mut state.kept(execution).segments;
            if segments.contains_key(&number) {
                return Written::Taken;
            }
            segments.insert(number, segment);
            Written::Committed
        })
        .await
    }
    async fn read(&self, execution: &str, number: u64) -> Result<Option<Vec<u8>>> {
        self.operation(Operation::ReadSegment, |state, _| state.segment(execution, number).cloned()).await
    }
}

impl ExecutionTable for Memory {
    async fn row(&self, execution: &str) -> Result<Option<Row>> {
        self.operation(Operation::ReadRow, |state, _| state.row(execution).cloned()).await
    }
    async fn put_row(&self, execution: &str, row: &Row) -> Result<Written> {
        self.operation(Operation::PutRow, |state, _| {
            if state.row(execution).map_or(0, |it| it.version) + 1 != row.version {
                return Ok(Written::Taken);
            }
            let row = state.stored(row)?;
            state.kept(execution).row = Some(row);
            Ok(Written::Committed)
        })
        .await?
    }
}

impl Index for Memory {
    async fn list(&self, listing: &Listing) -> Result<Page> {
        self.operation(Operation::List, |state, _| {
            let rows = state.executions.iter().filter_map(|(id, kept)| Some((id, kept.row.as_ref()?)));
            let rows = rows.filter(|(id, row)| listing.takes(id, row));
            listing.page(rows.map(|(id, row)| (id.clone(), row.clone())))
        })
        .await
    }
}

impl TaskTable for Memory {
    async fn task(&self, call: &CallKey) -> Result<Option<TaskRecord>> {
        self.operation(Operation::ReadTask, |state, _| state.task(call).cloned()).await
    }
    async fn put_task(&self, call: &CallKey, record: &TaskRecord) -> Result<Written> {
        self.operation(Operation::PutTask, |state, _| {
            if state.task(call).map_or(0, |it| it.version) + 1 != record.version {
                return Ok(Written::Taken);
            }
            let record = state.stored(record)?;
            let tasks = &mut state.kept(&call.execution).tasks;
            match tasks.get_mut(&(call.run, call.seq)) {
                Some(known) => **known = record,
                None => _ = tasks.insert((call.run, call.seq), Box::new(record)),
            }
            Ok(Written::Committed)
        })
        .await?
    }
}

impl Effects for Memory {
    async fn send(&self, message: Message) -> Result<()> {
        self.operation(Operation::Send, |state, fault| {
            let message = if state.keeps_json { state.stored(&message)? } else { message };
            state.put(fault, Work::Message(message));
            Ok(())
        })
        .await?
    }
    async fn delay(&self, name: &str, at: Timestamp, message: Message) -> Result<()> {
        self.operation(Operation::Delay, |state, fault| {
            let work = Work::Message(state.stored(&message)?);
            let at = at + fault.delay;
            if fault.is_doubled {
                state.agenda.put(at, fault.order, work.clone());
            }
            if fault.is_nameless {
                state.agenda.put(at, fault.order, work);
            } else {
                state.agenda.put_named(at, fault.order, name, work);
            }
            Ok(())
        })
        .await?
    }
    async fn forget(&self, name: &str) -> Result<()> {
        self.operation(Operation::Forget, |state, fault| {
            if !fault.is_nameless {
                state.agenda.forget(name);
            }
        })
        .await
    }
    async fn invoke(&self, call: &CallKey, _: &str, attempt: u32) -> Result<()> {
        let work = Work::Attempt { call: call.clone(), attempt };
        self.operation(Operation::Invoke, |state, fault| state.put(fault, work)).await
    }
    async fn request(
        &self,
        call: &CallKey,
        request: &Request,
    ) -> Result<std::result::Result<Payload, Error>> {
        self.operation(Operation::Request, |state, _| {
            let Some(answer) = state.answer else { return refuse(request) };
            *state.requests.entry(call.clone()).or_default() += 1;
            answer(request)
        })
        .await
    }
    async fn emit(&self, id: &str, events: &[Emitted]) -> Result<()> {
        self.operation(Operation::Emit, |state, fault| {
            for (at, event) in events.iter().enumerate() {
                state.put(fault, Work::Event(state.emitted.len()));
                state.emitted.push((format!("{id}#{at}"), event.clone()));
            }
        })
        .await
    }
}
