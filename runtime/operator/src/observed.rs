//! What handlers were seen to do: the source does not say it.

use serde::{Deserialize, Serialize};

/// What handlers were seen to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// Each once, sorted.
    pub edges: Vec<Edge>,
}

/// A handler did something: emitted an event, started a workflow, sent a signal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edge {
    /// Key of the handler: `command:place_order`.
    pub from: String,
    /// What it led to: `event:OrderCreated`, `workflow:fulfil`, `signal:Approved`.
    pub to: String,
}
