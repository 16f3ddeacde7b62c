//! Names that a compiled function and its synthesized template must agree on: environment variables, ELF
//! section names of capabilities, hashes of handler keys.

/// Environment variable with the service's name.
pub const ENV_SERVICE: &str = "EVENTUAL_SERVICE";
/// Environment variable with the name of the service's EventBridge bus.
pub const ENV_EVENT_BUS: &str = "EVENTUAL_EVENT_BUS";
/// Environment variable with the URL of the queue before a subscription's function.
pub const ENV_EVENTS_QUEUE: &str = "EVENTUAL_EVENTS_QUEUE";
/// Environment variable with the URL of the queue where a subscription with a queue puts events it gives up.
pub const ENV_DEAD_LETTERS: &str = "EVENTUAL_DEAD_LETTERS";
/// Environment variable with how often such a subscription tries an event, where the infrastructure program says
/// otherwise than the attribute.
pub const ENV_EVENT_ATTEMPTS: &str = "EVENTUAL_EVENT_ATTEMPTS";
/// Environment variable with the age in seconds after which such a subscription tries an event no longer. Unset: any.
pub const ENV_EVENT_AGE: &str = "EVENTUAL_EVENT_AGE";
/// Attempts that Lambda makes for an event without a queue.
pub const LAMBDA_ATTEMPTS: u32 = 3;
/// Environment variable with the public URL of the service's API, where it is known without a request.
pub const ENV_SERVICE_URL: &str = "EVENTUAL_SERVICE_URL";
/// Environment variable with the CORS settings of the service's API, as JSON:
/// `{"origins":["https://shop.example"],"credentials":false,"expose":["x-total"]}`. Unset: no CORS. The gateway
/// answers preflights and puts the headers on its own errors; functions put them on their answers.
pub const ENV_CORS: &str = "EVENTUAL_CORS";
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
/// Environment variable with what the names of task functions begin with; [`task_function_name`] gives the rest.
pub const ENV_TASK_FUNCTION_PREFIX: &str = "EVENTUAL_TASK_FUNCTION_PREFIX";
/// Environment variable with the task functions that are named otherwise, as JSON from task to name or ARN.
pub const ENV_TASK_FUNCTIONS: &str = "EVENTUAL_TASK_FUNCTIONS";
/// Environment variable with the name of the function that runs all workflows, for those who ask it about executions.
pub const ENV_ORCHESTRATOR: &str = "EVENTUAL_ORCHESTRATOR";
/// Path under which a service is operated: `GET /_eventual/api/executions`.
pub const OPERATOR_PREFIX: &str = "/_eventual/api";
/// Id of the function that runs all workflows of a service, as handlers have one.
pub const ORCHESTRATOR_ID: &str = "workflow_orchestrator";
/// Id of the handler that answers under [`OPERATOR_PREFIX`].
pub const OPERATOR_ID: &str = "system_operator";
/// File beside `bootstrap` that holds the OpenAPI 3.1 document, for handlers that reach
/// `ApiSpecification::generate()` (capability [`Capability::Spec`]).
pub const SPEC_FILE: &str = "openapi.json";
/// Path prefix under which every command answers: `POST /rpc/<name>`.
pub const RPC_PREFIX: &str = "/rpc/";

/// Prefix of the ELF sections that mark a capability: `.eventual.<verb>.<target>`.
pub const SECTION_PREFIX: &str = ".eventual.";

/// Something a handler's code can do that needs a permission. Each is marked by one ELF section which the
/// linker keeps if and only if the code that does it is linked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capability {
    /// Emits the event of this wire name (`.eventual.emit.<event>`).
    Emit(String),
    /// Starts the workflow of this name (`.eventual.start.<workflow>`).
    Start(String),
    /// Calls the task of this name (`.eventual.task.<task>`).
    Task(String),
    /// Sends signals to executions (`.eventual.signal.<signal>`).
    Signal(String),
    /// Finishes attempts of tasks by their tokens (`.eventual.finish`).
    Finish,
    /// Asks executions how far they are and what came of them (`.eventual.read`).
    Read,
    /// Lists executions (`.eventual.list`).
    List,
    /// Cancels executions (`.eventual.cancel`).
    Cancel,
    /// Asks executions what they answer with `on_query` (`.eventual.query`).
    Query,
    /// Reads the histories of executions (`.eventual.history`).
    History,
    /// Generates the API specification at run time (`.eventual.spec`).
    Spec,
}

impl Capability {
    /// Name of the ELF section that marks this capability.
    pub fn section(&self) -> String {
        match self {
            Self::Emit(target) => format!("{SECTION_PREFIX}emit.{target}"),
            Self::Start(target) => format!("{SECTION_PREFIX}start.{target}"),
            Self::Task(target) => format!("{SECTION_PREFIX}task.{target}"),
            Self::Signal(target) => format!("{SECTION_PREFIX}signal.{target}"),
            Self::Finish => format!("{SECTION_PREFIX}finish"),
            Self::Read => format!("{SECTION_PREFIX}read"),
            Self::List => format!("{SECTION_PREFIX}list"),
            Self::Cancel => format!("{SECTION_PREFIX}cancel"),
            Self::Query => format!("{SECTION_PREFIX}query"),
            Self::History => format!("{SECTION_PREFIX}history"),
            Self::Spec => format!("{SECTION_PREFIX}spec"),
        }
    }

    /// The capability that an ELF section name marks; `None` if it is not one of ours.
    pub fn from_section(name: &str) -> Option<Self> {
        let rest = name.strip_prefix(SECTION_PREFIX)?;
        match rest {
            "finish" => return Some(Self::Finish),
            "read" => return Some(Self::Read),
            "list" => return Some(Self::List),
            "cancel" => return Some(Self::Cancel),
            "query" => return Some(Self::Query),
            "history" => return Some(Self::History),
            "spec" => return Some(Self::Spec),
            _ => {}
        }
        let (verb, target) = rest.split_once('.')?;
        let target = target.to_owned();
        Some(match verb {
            "emit" => Self::Emit(target),
            "start" => Self::Start(target),
            "task" => Self::Task(target),
            "signal" => Self::Signal(target),
            _ => return None,
        })
    }
}

/// FNV-1a hash (64 bit) of a handler key such as `command:create_order`; the index of a handler in the
/// service's type-level registry.
pub const fn hash(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

/// Name of a task's function: prefix and task, cut to 64 characters (Lambda quota) with a hash if they are longer or
/// the task's name has characters that a function's can not have.
pub fn task_function_name(prefix: &str, task: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    let name = format!("{prefix}{task}");
    if name.len() <= 64 && name.chars().all(plain) {
        return name;
    }
    let head: String = name.chars().map(|it| if plain(it) { it } else { '-' }).take(47).collect();
    format!("{head}-{:016x}", hash(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_task_functions_fit_and_differ() {
        assert_eq!(task_function_name("Shop-orders-", "charge"), "Shop-orders-charge");
        let (a, b) = ("x".repeat(90) + "a", "x".repeat(90) + "b");
        let (a, b) = (task_function_name("Shop-", &a), task_function_name("Shop-", &b));
        assert_eq!((a.len(), b.len()), (64, 64));
        assert_ne!(a, b);
        assert_ne!(task_function_name("Shop-", "a.b"), task_function_name("Shop-", "a-b"));
    }

    #[test]
    fn sections_name_a_capability_and_back() {
        for capability in [
            Capability::Emit("OrderCreated".into()),
            Capability::Start("process_order".into()),
            Capability::Task("charge".into()),
            Capability::Signal("OrderCancelled".into()),
            Capability::Finish,
            Capability::Read,
            Capability::List,
            Capability::Cancel,
            Capability::Query,
            Capability::History,
            Capability::Spec,
        ] {
            assert_eq!(Capability::from_section(&capability.section()), Some(capability));
        }
        assert_eq!(Capability::from_section(".text"), None);
        assert_eq!(Capability::from_section(".eventual.fly.away"), None);
    }

    #[test]
    fn hash_is_fnv_1a() {
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
