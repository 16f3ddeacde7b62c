use std::collections::BTreeMap;

use eventual_analyzer_model::contract::origin_resource;
use eventual_runtime_aws::{self as aws, Client, EventEntry, delete_schedule, invoke_async, put_events};
use eventual_runtime_engine::{Emitted, Timestamp};
use eventual_runtime_orchestrator::{CallKey, Delayed, Effects, Message, Report, StoreError, What, together};
use serde::{Deserialize, Serialize};

use crate::relay::{Relayed, text};
use crate::{AwsStores, failed, names, unique_id};

/// The event with which the function of a task is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The call.
    pub call: CallKey,
    /// Which attempt, from 1.
    pub attempt: u32,
}

impl AwsStores<'_> {
    /// Puts messages into the queue of executions, those of one execution in order.
    pub(crate) async fn deliver(&self, messages: Vec<Message>) -> Result<(), StoreError> {
        if messages.is_empty() {
            return Ok(());
        }
        let queue = self.settings.queue()?;
        let bodies = messages.iter().map(|message| async move { self.body(text(message)?).await });
        let bodies = together(bodies).await?;
        // The messages of an execution stay in one lane; lanes go side by side.
        let mut lanes: BTreeMap<usize, Vec<aws::Message>> = BTreeMap::new();
        let count = messages.len().div_ceil(10).min(8);
        for (message, body) in messages.iter().zip(bodies) {
            let group = names::group(&message.execution);
            let lane =
                group.bytes().fold(0, |sum: usize, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
            // A new one for every sending: who sends twice wants two, and each may come twice anyway.
            let deduplication_id = Some(unique_id()?);
            let message = aws::Message { body, group_id: Some(group), deduplication_id, delay_seconds: None };
            lanes.entry(lane % count).or_default().push(message);
        }
        let lanes = lanes.into_values().map(|lane| async move {
            aws::send_messages(self.client, queue, &lane).await.map_err(|it| StoreError(it.to_string()))
        });
        together(lanes).await.map(|_| ())
    }
}

/// Puts events on a bus. `id` names this emission, however often it is made: with the number of the event it is the
/// event's origin, by which consumers recognize it.
pub(crate) async fn put(
    client: &Client,
    bus: &str,
    source: &str,
    id: &str,
    events: &[Emitted],
) -> Result<(), StoreError> {
    let entry = |(at, event): (usize, &Emitted)| EventEntry {
        bus: bus.to_owned(),
        source: source.to_owned(),
        detail_type: event.name.clone().into_owned(),
        detail: event.payload.text().to_owned(),
        resources: vec![origin_resource(&format!("{id}#{at}"))],
    };
    let entries: Vec<EventEntry> = events.iter().enumerate().map(entry).collect();
    put_events(client, &entries).await.map_err(|error| StoreError(error.to_string()))
}

impl Effects for AwsStores<'_> {
    async fn send(&self, message: Message) -> Result<(), StoreError> {
        let message = aws::Message {
            body: self.body(text(&message)?).await?,
            group_id: Some(names::group(&message.execution)),
            deduplication_id: Some(unique_id()?),
            delay_seconds: None,
        };
        aws::send_message(self.client, self.settings.queue()?, &message).await.map_err(failed)
    }

    async fn send_all(&self, messages: Vec<Message>) -> Result<(), StoreError> {
        self.deliver(messages).await
    }

    async fn delay(&self, name: &str, at: Timestamp, message: Message) -> Result<(), StoreError> {
        self.hold_back(vec![Relayed { name: name.to_owned(), at, message }]).await
    }

    async fn delay_all(&self, delayed: Vec<Delayed>) -> Result<(), StoreError> {
        let relayed = |Delayed { name, at, message }| Relayed { name, at, message };
        self.hold_back(delayed.into_iter().map(relayed).collect()).await
    }

    async fn forget(&self, name: &str) -> Result<(), StoreError> {
        // What the queue holds comes, and is no news then.
        let name = names::hash(name.as_bytes());
        delete_schedule(self.client, self.settings.schedule_group()?, &name).await.map(|_| ()).map_err(failed)
    }

    async fn invoke(&self, call: &CallKey, task: &str, attempt: u32) -> Result<(), StoreError> {
        let function = self.settings.task_function(task)?;
        let payload = text(&Attempt { call: call.clone(), attempt })?;
        let Err(error) = invoke_async(self.client, &function, payload.into_bytes()).await else {
            return Ok(());
        };
        // What will be refused again, as there is no such function or the role may not call it, is a worker that died:
        // then the execution gets to know, and does not wait for ever.
        if !matches!(error.status(), Some(400..=499)) || error.status() == Some(429) {
            return Err(failed(error));
        }
        let report = Report::Lost { attempt, worker: "none".to_owned(), reason: error.to_string() };
        let what = What::Task { run: call.run, seq: call.seq, report };
        self.send(Message::new(&call.execution, what)).await
    }

    async fn emit(&self, id: &str, events: &[Emitted]) -> Result<(), StoreError> {
        put(self.client, self.settings.bus()?, self.settings.service()?, id, events).await
    }
}
