//! [`StoreError`]: a store or an effect did not answer.

use serde::{Deserialize, Serialize};

/// A store or an effect did not do what was asked, or it is not known whether it did. What was being done is done again
/// when the messages are delivered again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{0}")]
pub struct StoreError(pub String);
