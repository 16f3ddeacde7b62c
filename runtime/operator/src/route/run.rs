//! Signals to executions, and the two ways to stop one.

use eventual_analyzer_model::closest;
use eventual_runtime_engine::SignalEntry;
use eventual_runtime_orchestrator::operations::{self, OperationError};

use super::{Given, refused};
use crate::body::{Reason, SendSignal, Sent};
use crate::error::OperatorError;
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
    // A service may signal an execution that has just ended; of an operator it is a mistake.
    done(host, id, operations::running(host.stores(), id, None).await).await?;
    done(host, id, operations::signal(host.stores(), id, entry).await).await?;
    Ok(Sent { id: Some(sending), warning })
}

pub(crate) async fn cancel(host: &impl Host, id: &str, given: &Given<'_>) -> Result<Sent, OperatorError> {
    let Reason { reason } = given.body(r#"{"reason": "the customer called"}"#)?;
    let sending = host.random();
    let asked = operations::cancel(host.stores(), id, None, sending.clone(), reason).await;
    done(host, id, asked).await?;
    Ok(Sent { id: Some(sending), warning: None })
}

pub(crate) async fn terminate(host: &impl Host, id: &str, given: &Given<'_>) -> Result<Sent, OperatorError> {
    let Reason { reason } = given.body(r#"{"reason": "it cannot be repaired"}"#)?;
    let reason = if reason.is_empty() { "an operator ended it".to_owned() } else { reason };
    done(host, id, operations::terminate(host.stores(), id, reason).await).await?;
    Ok(Sent::default())
}

async fn done(host: &impl Host, id: &str, result: Result<(), OperationError>) -> Result<(), OperatorError> {
    match result {
        Ok(()) => Ok(()),
        Err(error) => Err(refused(host, id, error).await),
    }
}
