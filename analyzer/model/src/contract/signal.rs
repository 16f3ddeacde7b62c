//! Names of signals.

use super::Verb;

/// Sends the signal to executions.
pub const SEND: Verb = Verb::new("signal", "send");
pub(super) const VERBS: &[Verb] = &[SEND];
