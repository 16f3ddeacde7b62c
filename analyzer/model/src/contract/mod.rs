//! Names that a compiled function and its synthesized template must agree on: environment variables, ELF section names of
//! capabilities, hashes of handler keys. One file per primitive.

pub mod api;
mod capability;
pub mod event;
pub mod signal;
pub mod task;
pub mod workflow;

pub use api::{CorsSettings, ENV_CORS, ENV_SERVICE_URL, OPERATOR_ID, OPERATOR_PREFIX, RPC_PREFIX, SPEC_FILE};
pub use capability::{Capability, SECTION_PREFIX, Verb};
pub use event::{
    ENV_DEAD_LETTERS, ENV_EVENT_AGE, ENV_EVENT_ATTEMPTS, ENV_EVENT_BUS, ENV_EVENTS_QUEUE, LAMBDA_ATTEMPTS,
    origin_of_resource, origin_resource,
};
pub use task::{ENV_TASK_FUNCTION_PREFIX, ENV_TASK_FUNCTIONS, task_function_name};
pub use workflow::{
    ENV_EXECUTIONS_QUEUE, ENV_EXECUTIONS_TABLE, ENV_HISTORY_BUCKET, ENV_LONGEST_QUEUE_DELAY,
    ENV_ORCHESTRATOR, ENV_RELAY_QUEUE, ENV_RELAY_QUEUE_ARN, ENV_RETENTION_DAYS, ENV_SCHEDULE_GROUP,
    ENV_SCHEDULE_ROLE_ARN, ORCHESTRATOR_ID,
};

/// Environment variable with the service's name.
pub const ENV_SERVICE: &str = "EVENTUAL_SERVICE";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hash_is_fnv_1a() {
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }
}
