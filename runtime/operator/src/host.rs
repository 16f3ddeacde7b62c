//! [`Host`]: what [`handle`](crate::handle) answers for.

use eventual_runtime_engine::{Payload, Timestamp};
use eventual_runtime_orchestrator::operations::{Index, OperationError, Question};
use eventual_runtime_orchestrator::{StoreError, Stores};

use crate::dead_letter::DeadLetterQueue;
use crate::description::ServiceDescription;
use crate::log::Logs;
use crate::observed::Edge;

/// A running service: stores that can be listed, and the parts that not every host has. What a host leaves out is answered
/// with 501 and what to do instead.
#[expect(async_fn_in_trait, reason = "an execution stays on one thread, and so does what drives it")]
pub trait Host {
    /// Where executions are.
    type Stores: Stores + Index;

    /// Where executions are.
    fn stores(&self) -> &Self::Stores;

    /// The time.
    fn now(&self) -> Timestamp;

    /// At least 64 random bits, as letters and digits: for ids.
    fn random(&self) -> String;

    /// What the service has.
    fn service(&self) -> &ServiceDescription;

    /// The OpenAPI 3.1 document of the service, as JSON.
    async fn openapi(&self) -> Result<Payload, HostError> {
        Err(HostError::Unsupported("`eventual synth` writes it"))
    }

    /// Asks an execution about its state, by the name that its workflow gave to `on_query`.
    async fn query(&self, question: Question) -> Result<Payload, HostError> {
        let _ = question;
        Err(HostError::Unsupported("it has no code of workflows"))
    }

    /// Puts an event of the service on its bus; its name is known to the service.
    async fn emit(&self, name: &str, detail: &Payload) -> Result<(), HostError> {
        let _ = (name, detail);
        Err(HostError::Unsupported("put it on the service's bus yourself"))
    }

    /// The dead-letter queues of the service's subscriptions, empty ones included.
    async fn dead_letters(&self) -> Result<Vec<DeadLetterQueue>, HostError> {
        Err(HostError::Unsupported("the queues are in SQS; `eventual dlq list` reads them there"))
    }

    /// Puts all dead letters of a subscription back; how many they were.
    async fn redrive(&self, subscription: &str) -> Result<u64, HostError> {
        let _ = subscription;
        Err(HostError::Unsupported("the queues are in SQS; `eventual dlq redrive` moves the messages there"))
    }

    /// What handlers were seen to do, workflows excepted: their histories say it.
    async fn observed(&self) -> Result<Vec<Edge>, HostError> {
        Err(HostError::Unsupported("`eventual explain` says what a deployed handler may do"))
    }

    /// What was logged for an execution, or by the whole service, after a place in the log; from the beginning for `None`.
    async fn logs(&self, execution: Option<&str>, after: Option<u64>) -> Result<Logs, HostError> {
        let _ = (execution, after);
        Err(HostError::Unsupported("the logs are in CloudWatch; `eventual logs` reads them there"))
    }
}

/// Why a part of a host did not do what was asked.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum HostError {
    /// The host has no such part. What to do instead.
    #[error("this host does not do that; {0}")]
    Unsupported(&'static str),
    /// What was given is not as it must be. What is wrong with it.
    #[error("{0}")]
    Refused(String),
    /// What was asked of an execution was refused.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// It is not known what happened.
    #[error(transparent)]
    Store(#[from] StoreError),
}
