use eventual_runtime_engine::{Payload, Result, Signal, SignalEntry, reserve};

use super::ExecutionId;
use crate::host;
use crate::middleware::BoxFuture;

/// Sends signals to executions. `#[derive(Signal)]` implements it.
pub trait SendSignal: Signal {
    /// Marks in the binary that this signal is sent: synth reads it and grants the permission.
    #[doc(hidden)]
    fn touch();

    /// Sends the signal to an execution of this service. It is kept there until the workflow waits for it.
    #[track_caller]
    fn send_to(&self, execution: &ExecutionId) -> BoxFuture<Result<()>> {
        Self::touch();
        let execution = execution.as_str().to_owned();
        let call = reserve();
        let payload = Payload::of(self);
        Box::pin(async move {
            let payload = payload?;
            match call {
                Some(call) => eventual_runtime_engine::send_signal(call, &execution, Self::NAME, &payload),
                None => {
                    let signal = SignalEntry { name: Self::NAME.into(), payload, id: String::new() };
                    host::send_signal(execution, signal).await
                }
            }
        })
    }
}
