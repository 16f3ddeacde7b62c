use std::time::Duration;

use eventual_constructs_aws::Setting;
use eventual_constructs_aws::lambda::FunctionProps;
use eventual_constructs_core::RemovalPolicy;

/// What runs the workflows of a service. All workflows share one function; tasks have one each.
#[derive(Clone, Debug, Default)]
pub struct WorkflowProps {
    /// The function that runs workflows. Defaults that differ: 512 MB, 30 s. It works off a batch of messages in
    /// milliseconds; a killed one's messages come again after twice its timeout.
    pub orchestrator: FunctionProps,
    /// The function that answers under `/_eventual/api`.
    pub operator: FunctionProps,
    /// Most orchestrators at one time, 2 to 1,000. Default: no bound but the account's.
    pub max_concurrency: Setting<u32>,
    /// How long a queue holds back what is due later, 1 s to 15 min; what is due after that is scheduled. Scheduler has
    /// minutes: a schedule fires ahead of time, and the queue waits for the rest. Default: 15 min.
    pub max_queue_delay: Setting<Duration>,
    /// Days for which the row of an ended execution is kept. Its name can be used again when its history is gone, too.
    /// Default: for ever.
    pub retention_days: Setting<u32>,
    /// Days after which histories are deleted, counted from when each part was written: more than any execution runs.
    /// Default: never.
    pub history_expires_after_days: Setting<u32>,
    /// What becomes of executions and histories when the stack goes. `Destroy` empties the bucket, by a function of its
    /// own. Default: they stay.
    pub removal_policy: Setting<RemovalPolicy>,
}
