//! [`HistoryEvent`]: what can happen to an execution.

use super::{Seq, SignalEntry};
use crate::error::Error;
use crate::payload::Payload;
use crate::time::Timestamp;
use std::time::Duration;

/// Something that happened to an execution, and when. The only source of time inside a workflow.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEvent {
    /// When it happened, by the host's clock.
    pub at: Timestamp,
    /// What happened.
    pub what: Occurrence,
}

/// What can happen to an execution.
#[derive(Clone, Debug, PartialEq)]
pub enum Occurrence {
    /// It began. Always the first event, and never again.
    Started(Box<Started>),
    /// A task or child succeeded, or a request was answered.
    Succeeded {
        /// The call.
        seq: Seq,
        /// Its value.
        value: Payload,
    },
    /// A task or child failed for good, or a request was refused.
    Failed {
        /// The call.
        seq: Seq,
        /// Why.
        error: Box<Error>,
    },
    /// A timer is due.
    Fired {
        /// The timer.
        seq: Seq,
    },
    /// A signal arrived.
    Signal(Box<SignalEntry>),
    /// Somebody asked the execution to stop. It may clean up first. A second request is ignored, as deliveries may be
    /// repeated; [`Terminated`](Self::Terminated) ends an execution that does not stop.
    CancelRequested {
        /// Why, for people.
        reason: String,
    },
    /// The host ends the execution, without clean-up: its time was up, an operator stopped it, or it cannot be run.
    Terminated {
        /// The outcome.
        error: Box<Error>,
    },
}

/// How an execution began.
#[derive(Clone, Debug, PartialEq)]
pub struct Started {
    /// Name of the workflow.
    pub workflow: String,
    /// The id of the execution: unique within a service, chosen by whoever starts it.
    pub execution: String,
    /// Tells executions apart that had the same id one after the other. Empty: not known.
    pub incarnation: String,
    /// The input of the workflow.
    pub input: Payload,
    /// What `random()` and `uuid()` are derived from.
    pub seed: u64,
    /// How long the execution may take; the host ends it then with [`Occurrence::Terminated`].
    pub timeout: Option<Duration>,
    /// The execution that started this one and waits for it.
    pub parent: Option<Parent>,
    /// How many runs came before, joined by `continue_as_new`.
    pub run: u32,
    /// Signals that the run before this one received and did not use.
    pub signals: Vec<SignalEntry>,
}

/// Who waits for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// Id of the waiting execution.
    pub execution: String,
    /// Which of its runs waits: another run has other calls of the same numbers.
    pub run: u32,
    /// The call it waits for.
    pub seq: Seq,
}

impl Started {
    /// A plain start: the seed is derived from the id of the execution; no time-out, no parent.
    pub fn new(workflow: impl Into<String>, execution: impl Into<String>, input: Payload) -> Self {
        let execution = execution.into();
        Self {
            workflow: workflow.into(),
            seed: seed_of(&execution),
            execution,
            incarnation: String::new(),
            input,
            timeout: None,
            parent: None,
            run: 0,
            signals: Vec::new(),
        }
    }

    /// How the next run begins when this one decided [`ContinueAsNew`](super::Decision::ContinueAsNew).
    #[must_use]
    pub fn continued(&self, input: Payload, signals: Vec<SignalEntry>) -> Self {
        Self {
            input,
            signals,
            run: self.run + 1,
            // Another run must not repeat the random numbers of this one.
            seed: mix(self.seed),
            ..self.clone()
        }
    }
}

/// FNV-1a: stable over versions of Rust, unlike the hashers of the standard library.
fn seed_of(execution: &str) -> u64 {
    execution
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// One step of SplitMix64 (Steele, Lea, Flood 2014), as a mixing function.
pub(crate) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
