use super::{Given, find};
use crate::error::OperatorError;
use crate::host::Host;
use crate::log::Logs;

pub(crate) async fn read(
    host: &impl Host,
    execution: Option<&str>,
    given: &Given<'_>,
) -> Result<Logs, OperatorError> {
    given.only(&["after"])?;
    let place = |text: &str| text.parse().map_err(|_| "it is the number that the answer before gave");
    let after = given.field("after", place)?;
    if let Some(id) = execution {
        find(host, id).await?;
    }
    Ok(host.logs(execution, after).await?)
}
