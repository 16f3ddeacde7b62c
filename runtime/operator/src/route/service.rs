use super::known;
use crate::body::Redriven;
use crate::dead_letter::DeadLetters;
use crate::error::OperatorError;
use crate::host::Host;
use crate::observed::Observed;

pub(crate) async fn dead_letters(host: &impl Host) -> Result<DeadLetters, OperatorError> {
    Ok(DeadLetters { queues: host.dead_letters().await? })
}

pub(crate) async fn observed(host: &impl Host) -> Result<Observed, OperatorError> {
    Ok(Observed { edges: host.observed().await? })
}

pub(crate) async fn redrive(host: &impl Host, subscription: &str) -> Result<Redriven, OperatorError> {
    let subscriptions = host.service().subscriptions.iter().map(|it| it.name.as_str());
    known(subscription, subscriptions, "SubscriptionNotFound", "subscription")?;
    Ok(Redriven { redriven: host.redrive(subscription).await? })
}
