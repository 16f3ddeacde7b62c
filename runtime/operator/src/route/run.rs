//! What executions are told.

use eventual_analyzer_model::closest;
use eventual_runtime_engine::{Error, SignalEntry};
use eventual_runtime_orchestrator::{Effects as _, Message, What};

use super::{Given, row};
use crate::body::{Reason, SendSignal, Sent};
use crate::error::OperatorError;
use crate::execution::ExecutionStatus;
use crate::host::Host;

pub(crate) async fn signal(host: &impl Host, id: &str, given: &Given<'_>) -> Result<Sent, OperatorError> {
    let SendSignal { name, payload, id: sending } =
        given.body(r#"{"name": "OrderCancelled", "payload": {}}"#)?;
    // Not refused: a signal may be declared in another crate, or in a newer deploy.
    let declared = host.service().signals.iter().map(|it| it.name.as_str());
    let warning = (!declared.clone().any(|it| it == name)).then(|| {
        let near = closest(&name, declared).map(|it| format!("; did you mean `{it}`?")).unwrap_or_default();
        format!("the service declares no signal `{name}`{near}")
    });
    let sending = sending.unwrap_or_else(|| host.random());
    let entry = SignalEntry { name: name.into(), payload, id: sending.clone() };
    tell(host, id, What::Signal(entry)).await?;
    Ok(Sent { id: Some(sending), warning })
}

pub(crate) async fn cancel(host: &impl Host, id: &str, given: &Given<'_>) -> Result<Sent, OperatorError> {
    let Reason { reason } = given.body(r#"{"reason": "the customer called"}"#)?;
    let sending = host.random();
    tell(host, id, What::Cancel { id: sending.clone(), reason }).await?;
    Ok(Sent { id: Some(sending), warning: None })
}

pub(crate) async fn terminate(host: &impl Host, id: &str, given: &Given<'_>) -> Result<Sent, OperatorError> {
    let Reason { reason } = given.body(r#"{"reason": "it can not be repaired"}"#)?;
    let reason = if reason.is_empty() { "an operator ended it".to_owned() } else { reason };
    let error = Box::new(Error::new("Terminated", reason).non_retryable());
    tell(host, id, What::Terminate { error }).await?;
    Ok(Sent::default())
}

async fn tell(host: &impl Host, id: &str, what: What) -> Result<(), OperatorError> {
    let row = row(host, id).await?;
    if row.is_over() {
        let status = ExecutionStatus::from(&row.status);
        let message = format!("the execution `{id}` is over: it {status}");
        return Err(OperatorError::conflict("ExecutionIsOver", message));
    }
    Ok(host.stores().send(Message::new(id, what)).await?)
}
