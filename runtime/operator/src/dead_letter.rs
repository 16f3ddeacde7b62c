//! Events that a subscription could not take.

use eventual_runtime_engine::{Payload, Timestamp};
use serde::{Deserialize, Serialize};

/// The dead-letter queues of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeadLetters {
    /// One per subscription, empty ones included.
    pub queues: Vec<DeadLetterQueue>,
}

/// The dead letters of a subscription.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeadLetterQueue {
    /// Name of the subscription.
    pub subscription: String,
    /// How many there are; about so many in SQS.
    pub count: u64,
    /// Those that were looked at, the oldest first.
    pub letters: Vec<DeadLetter>,
}

/// An event that a subscription gave up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// Id of the event.
    pub id: String,
    /// Name of the event.
    pub event: String,
    /// The event itself.
    pub detail: Payload,
    /// Why it was given up, for people.
    pub reason: String,
    /// When it was given up, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// How often it was tried, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
}
