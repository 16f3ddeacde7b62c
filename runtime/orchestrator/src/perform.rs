//! Carries out effects: side by side, except where their order means something.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;

use eventual_runtime_engine::Timestamp;

use crate::effect::Effect;
use crate::error::StoreError;
use crate::message::{CallKey, Message, What};
use crate::record::TaskRecord;
use crate::report;
use crate::stores::{Delayed, Stores, Written};
use crate::together::together;

/// Something that is being done.
type Doing<'a> = Pin<Box<dyn Future<Output = Result<Option<Message>, StoreError>> + 'a>>;

/// Carries out effects. Each may have been done before, in part or whole. In order are: messages to one execution, what is
/// done with one task call, and events. The answers to requests come back as messages.
pub(crate) async fn perform(
    stores: &impl Stores,
    effects: Vec<Effect>,
    now: Timestamp,
) -> Result<Vec<Message>, StoreError> {
    let (mut messages, mut delayed, mut events) = (Vec::new(), Vec::new(), Vec::new());
    let mut requests = Vec::new();
    let mut forgotten = BTreeSet::new();
    let mut calls: BTreeMap<CallKey, Vec<Effect>> = BTreeMap::new();
    for effect in effects {
        match effect {
            Effect::Send(message) => messages.push(message),
            Effect::Delay { name, at, message } => delayed.push(Delayed { name, at, message }),
            Effect::Forget(name) => {
                forgotten.insert(name);
            }
            Effect::Request { call, request } => requests.push((call, request)),
            Effect::Emit { id, events: some } => events.push((id, some)),
            Effect::Task { ref call, .. } => calls.entry(call.clone()).or_default().push(effect),
            Effect::CancelTask(ref call) => calls.entry(call.clone()).or_default().push(effect),
        }
    }
    delayed.retain(|it| !forgotten.contains(&it.name));
    let mut all: Vec<Doing<'_>> = Vec::new();
    if !messages.is_empty() {
        all.push(Box::pin(async { stores.send_all(messages).await.map(|()| None) }));
    }
    if !delayed.is_empty() {
        all.push(Box::pin(async { stores.delay_all(delayed).await.map(|()| None) }));
    }
    if !events.is_empty() {
        all.push(Box::pin(async move {
            for (id, events) in events {
                stores.emit(&id, &events).await?;
            }
            Ok(None)
        }));
    }
    for name in forgotten {
        all.push(Box::pin(async move { stores.forget(&name).await.map(|()| None) }));
    }
    for (call, effects) in calls {
        all.push(Box::pin(async move {
            for effect in effects {
                with_call(stores, &call, effect, now).await?;
            }
            Ok(None)
        }));
    }
    for (call, request) in requests {
        all.push(Box::pin(async move {
            let result = stores.request(&call, &request).await?;
            let answer = What::Answer { run: call.run, seq: call.seq, result };
            Ok(Some(Message::new(call.execution, answer)))
        }));
    }
    Ok(together(all).await?.into_iter().flatten().collect())
}

async fn with_call(
    stores: &impl Stores,
    call: &CallKey,
    effect: Effect,
    now: Timestamp,
) -> Result<(), StoreError> {
    match effect {
        Effect::Task { task, input, options, at, .. } => {
            let record = TaskRecord::new(call, task, input, options, at);
            let is_new = stores.put_task(call, &record).await? == Written::Committed;
            report::follow(stores, call, is_new.then_some(record), now).await
        }
        Effect::CancelTask(_) => loop {
            let Some(mut record) = stores.task(call).await? else { return Ok(()) };
            record.run.cancel();
            record.version += 1;
            if stores.put_task(call, &record).await? == Written::Committed {
                return Ok(());
            }
        },
        _ => Ok(()),
    }
}
