//! Names of workflows and of what runs them.

use super::Verb;

/// Starts the workflow.
pub const START: Verb = Verb::new("workflow", "start");
/// Asks executions how far they are and for their results.
pub const READ: Verb = Verb::new("workflow", "read");
/// Lists executions.
pub const LIST: Verb = Verb::new("workflow", "list");
/// Cancels executions.
pub const CANCEL: Verb = Verb::new("workflow", "cancel");
/// Asks executions what they answer with `on_query`.
pub const QUERY: Verb = Verb::new("workflow", "query");
/// Reads the histories of executions.
pub const HISTORY: Verb = Verb::new("workflow", "history");
pub(super) const VERBS: &[Verb] = &[START, READ, LIST, CANCEL, QUERY, HISTORY];

/// Environment variable with the name of the DynamoDB table of executions and task calls.
pub const ENV_EXECUTIONS_TABLE: &str = "EVENTUAL_EXECUTIONS_TABLE";
/// Environment variable with the name of the S3 bucket of histories and large payloads.
pub const ENV_HISTORY_BUCKET: &str = "EVENTUAL_HISTORY_BUCKET";
/// Environment variable with the URL of the FIFO queue of messages to executions; the group is the execution.
pub const ENV_EXECUTIONS_QUEUE: &str = "EVENTUAL_EXECUTIONS_QUEUE";
/// Environment variable with the URL of the standard queue that holds back messages (FIFO queues have no delay per
/// message) and takes the failures of task functions (Lambda has no FIFO destinations).
pub const ENV_RELAY_QUEUE: &str = "EVENTUAL_RELAY_QUEUE";
/// Environment variable with the ARN of that queue: the target of schedules.
pub const ENV_RELAY_QUEUE_ARN: &str = "EVENTUAL_RELAY_QUEUE_ARN";
/// Environment variable with the name of the group of schedules.
pub const ENV_SCHEDULE_GROUP: &str = "EVENTUAL_SCHEDULE_GROUP";
/// Environment variable with the ARN of the role with which Scheduler sends to the relay queue.
pub const ENV_SCHEDULE_ROLE_ARN: &str = "EVENTUAL_SCHEDULE_ROLE_ARN";
/// Environment variable with the longest time, in seconds, that the relay queue holds a message back; what is due later
/// is scheduled. 1 to 900 (SQS quota); unset: 900.
pub const ENV_LONGEST_QUEUE_DELAY: &str = "EVENTUAL_LONGEST_QUEUE_DELAY";
/// Environment variable with the days for which the row of an ended execution is kept. Unset: for ever.
pub const ENV_RETENTION_DAYS: &str = "EVENTUAL_RETENTION_DAYS";
/// Environment variable with the name of the function that runs all workflows, for those who ask it about executions.
pub const ENV_ORCHESTRATOR: &str = "EVENTUAL_ORCHESTRATOR";
/// Id of the function that runs all workflows of a service, as handlers have one.
pub const ORCHESTRATOR_ID: &str = "workflow_orchestrator";
