//! Keys and names that executions have in AWS.

use eventual_runtime_orchestrator::CallKey;
use eventual_runtime_sigv4::{encode_part, hex};
use sha2::{Digest, Sha256};

/// How many keys of the listing index the executions of one workflow are spread over: none becomes hot.
const SHARDS: u8 = 8;
/// The longest name of a message group (SQS quota).
const MAX_GROUP_LENGTH: usize = 128;

/// SHA-256 in hex: 64 characters, which is also the longest name of a schedule.
pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Key of the row of an execution.
pub(crate) fn row_key(execution: &str) -> String {
    format!("e#{execution}")
}

/// Key of the record of a task call.
pub(crate) fn call_key(call: &CallKey) -> String {
    format!("t#{call}")
}

/// Key of a segment of a history.
pub(crate) fn segment_key(execution: &str, number: u64) -> String {
    format!("history/{}/{number:010}", encode_part(execution))
}

/// Key of a payload.
pub(crate) fn payload_key(hash: &str) -> String {
    format!("payloads/{hash}")
}

/// Key of an execution in the listing index.
pub(crate) fn shard(workflow: &str, execution: &str) -> String {
    let byte = Sha256::digest(execution.as_bytes()).first().copied().unwrap_or_default();
    format!("{workflow}#{}", byte % SHARDS)
}

/// All keys of a workflow in the listing index.
pub(crate) fn shards(workflow: &str) -> impl Iterator<Item = String> {
    (0..SHARDS).map(move |shard| format!("{workflow}#{shard}"))
}

/// The execution whose row has this key.
pub(crate) fn execution_of(key: &str) -> Option<&str> {
    key.strip_prefix("e#")
}

/// The message group of an execution: its id, or a hash where SQS does not allow the id.
pub(crate) fn group(execution: &str) -> String {
    let allowed = |it: char| it.is_ascii_graphic() && it != ' ';
    if !execution.is_empty() && execution.len() <= MAX_GROUP_LENGTH && execution.chars().all(allowed) {
        return execution.to_owned();
    }
    hash(execution.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_execution_of_any_name_has_keys() {
        assert_eq!(segment_key("o/1 ü", 7), "history/o%2F1%20%C3%BC/0000000007");
        assert_eq!(group("o-1"), "o-1");
        assert_eq!(group("o 1").len(), 64);
        assert_eq!(group(&"x".repeat(129)).len(), 64);
        assert_eq!(call_key(&CallKey { execution: "a".into(), run: 1, seq: 2 }), "t#a/1.2");
    }

    #[test]
    fn executions_of_a_workflow_are_spread() {
        let shards: std::collections::BTreeSet<String> =
            (0..200).map(|it| shard("fulfil", &format!("o-{it}"))).collect();
        assert_eq!(shards.len(), 8);
        assert_eq!(super::shards("fulfil").collect::<std::collections::BTreeSet<_>>(), shards);
    }
}
