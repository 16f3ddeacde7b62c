use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use eventual_runtime_engine::{Emitted, Error, Payload, Result, reserve};

use serde_json::json;

use super::Event;
use crate::host;
use crate::input::Problem;
use crate::middleware::BoxFuture;

/// Bytes that an event may have: EventBridge takes 1 MB, name and source included. The same everywhere, so that a workflow fails
/// at the line that emits, and is not stuck with a step that cannot be carried out.
const MAX_BYTES: usize = 900_000;

/// Several events, of one or more types, that are emitted together: one request for up to ten of them.
///
/// ```
/// # use eventual_runtime_core::event::{Event, EventBatch};
/// # async fn emit<A: Event, B: Event>(created: A, paid: B) -> eventual_runtime_engine::Result<()> {
/// EventBatch::new().with(&created).with(&paid).emit().await
/// # }
/// ```
#[derive(Debug, Default)]
#[must_use = "events are sent by `.emit().await`"]
pub struct EventBatch {
    events: Vec<Emitted>,
    problems: Vec<Problem>,
}

impl EventBatch {
    /// A batch without events.
    pub fn new() -> Self {
        Self::default()
    }

    /// The batch with one more event. Whatever is wrong with it is said by [`emit`](Self::emit), which then sends
    /// nothing at all.
    pub fn with<E: Event>(mut self, event: &E) -> Self {
        E::touch();
        let mut problems = Vec::new();
        event.check(&mut problems);
        match Payload::of(event) {
            Ok(payload) if payload.text().len() > MAX_BYTES => {
                let message = format!(
                    "has {} bytes, more than the {MAX_BYTES} that a bus takes; store the data and emit a reference to it",
                    payload.text().len()
                );
                problems.push(Problem::new("", message));
            }
            Ok(payload) => self.events.push(Emitted { name: E::NAME.into(), payload }),
            Err(error) => problems.push(Problem::new("", error.message)),
        }
        self.problems.extend(problems.into_iter().map(|problem| problem.within(E::NAME)));
        self
    }

    /// Emits the events.
    #[track_caller]
    pub fn emit(self) -> Emit {
        Emit::of(self)
    }
}

/// Emits events of one type together.
#[track_caller]
pub fn emit_all<'a, E: Event>(events: impl IntoIterator<Item = &'a E>) -> Emit {
    Emit::of(events.into_iter().fold(EventBatch::new(), EventBatch::with))
}

/// The future of `emit()`: does nothing until it is awaited.
#[must_use = "an event is sent when `.emit()` is awaited"]
pub struct Emit(BoxFuture<Result<()>>);

impl Emit {
    #[track_caller]
    pub(super) fn of(batch: EventBatch) -> Self {
        // The number of the call is taken now, so that a replay finds it whatever is awaited first.
        let call = reserve();
        Self(Box::pin(async move {
            if !batch.problems.is_empty() {
                let all: Vec<String> = batch.problems.iter().map(Problem::to_string).collect();
                let problems: Vec<_> = batch
                    .problems
                    .iter()
                    .map(|it| json!({ "field": it.field, "message": it.message }))
                    .collect();
                return Err(Error::new("InvalidEvent", format!("not emitted: {}", all.join("; ")))
                    .with_data(problems)
                    .non_retryable());
            }
            match call {
                _ if batch.events.is_empty() => Ok(()),
                Some(call) => {
                    eventual_runtime_engine::emit(call, batch.events);
                    Ok(())
                }
                None => host::emit(batch.events).await,
            }
        }))
    }
}

impl Future for Emit {
    type Output = Result<()>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.0.as_mut().poll(context)
    }
}

impl fmt::Debug for Emit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Emit")
    }
}
