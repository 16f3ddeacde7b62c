use eventual_constructs_aws::dynamodb::Table;
use eventual_constructs_aws::iam::Role;
use eventual_constructs_aws::lambda::Function;
use eventual_constructs_aws::s3::Bucket;
use eventual_constructs_aws::scheduler::ScheduleGroup;
use eventual_constructs_aws::sqs::Queue;
use eventual_constructs_core::Construct;

/// What runs the workflows of a service, and what holds their executions.
#[derive(Clone, Debug)]
pub struct WorkflowResources {
    /// The function that runs all workflows.
    pub orchestrator: Function,
    /// The function that answers under `/_eventual/api`, to callers that sign with AWS credentials.
    pub operator: Function,
    /// Rows of executions and of task calls.
    pub table: Table,
    /// Histories of executions, and payloads that are too large for a message.
    pub bucket: Bucket,
    /// Messages to executions: FIFO, one group per execution.
    pub queue: Queue,
    /// Messages that the orchestrator could not handle.
    pub dead_letter_queue: Queue,
    /// Messages that are held back, and failures of task functions.
    pub relay_queue: Queue,
    /// What the orchestrator could not handle of the relay queue.
    pub relay_dead_letter_queue: Queue,
    /// Schedules of timers that are far off. They go with the stack.
    pub schedules: ScheduleGroup,
    /// The role in which Scheduler sends to the relay queue.
    pub schedule_role: Role,
    pub(super) operator_scope: Construct,
}

impl WorkflowResources {
    /// What belongs to the operator stands here.
    pub(crate) fn operator_scope(&self) -> &Construct {
        &self.operator_scope
    }
}
