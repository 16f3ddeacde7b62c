//! [`Effect`]: a decision made ready to be carried out, without the history around it.

use eventual_runtime_engine::{Emitted, Payload, TaskOptions, Timestamp};

use crate::message::{CallKey, Message, Request};

/// Something to do because of a committed step. Doing it twice has one effect, [`Emit`](Self::Emit) excepted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    Task { call: CallKey, task: String, input: Payload, options: TaskOptions, at: Timestamp },
    CancelTask(CallKey),
    Request { call: CallKey, request: Request },
    Send(Message),
    Delay { name: String, at: Timestamp, message: Message },
    Forget(String),
    Emit { id: String, events: Vec<Emitted> },
}
