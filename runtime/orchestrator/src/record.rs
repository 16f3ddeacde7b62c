//! [`TaskRecord`]: what is kept of a task call.

use eventual_runtime_engine::{Error, Payload, TaskOptions, TaskRun, Timestamp};
use serde::{Deserialize, Serialize};

use crate::message::CallKey;

/// A task call: its attempts, and once it is over its outcome. The only judge of which worker may run which attempt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskRecord {
    /// Name of the task.
    pub task: String,
    /// Its input.
    pub input: Payload,
    /// The attempts.
    pub run: TaskRun,
    /// The worker that claimed the present attempt.
    pub worker: String,
    /// What a token for the present attempt must know: made at random when it was claimed.
    pub nonce: String,
    /// How many workers died before they claimed the present attempt.
    pub lost: u32,
    /// For when a look at this call is arranged.
    pub armed: Option<Timestamp>,
    /// What the workflow is told.
    pub outcome: Option<Result<Payload, Error>>,
    /// Counts the changes, from 1.
    pub version: u64,
}

impl TaskRecord {
    /// A call made at `at`.
    pub(crate) fn new(
        call: &CallKey,
        task: String,
        input: Payload,
        options: TaskOptions,
        at: Timestamp,
    ) -> Self {
        // FNV-1a. Equal calls of different executions must not retry at the same moment.
        let key = call.to_string();
        let seed = key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self {
            task,
            input,
            run: TaskRun::new(options, at, seed),
            worker: String::new(),
            nonce: String::new(),
            lost: 0,
            armed: None,
            outcome: None,
            version: 1,
        }
    }

    /// When somebody must look at this call if nothing else happens before; later than `now`.
    pub(crate) fn wake(&self, now: Timestamp) -> Option<Timestamp> {
        let due = self.run.due().filter(|due| *due > now);
        [due, self.run.deadline()].into_iter().flatten().min()
    }
}
