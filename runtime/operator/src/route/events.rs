use super::{Given, known};
use crate::body::{EmitEvent, Sent};
use crate::error::OperatorError;
use crate::host::Host;

pub(crate) async fn emit(host: &impl Host, given: &Given<'_>) -> Result<Sent, OperatorError> {
    let EmitEvent { name, detail } = given.body(r#"{"name": "OrderCreated", "detail": {}}"#)?;
    let service = host.service();
    let declared = service.events.iter().map(|it| it.name.as_str());
    let taken = service.subscriptions.iter().flat_map(|it| it.events.iter().map(String::as_str));
    known(
        &name,
        declared.chain(taken.filter(|it| service.events.iter().all(|event| event.name != *it))),
        "EventNotFound",
        "event",
    )?;
    host.emit(&name, &detail).await?;
    Ok(Sent::default())
}
