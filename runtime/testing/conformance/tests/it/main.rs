//! The cases on the hosts of this machine.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod environment;
mod local_server;
mod mocks;

use eventual_runtime_testing_conformance::{CASES, Host, Talk};

/// Runs all cases on a host; all answers.
fn run(host: &dyn Host) -> Vec<Vec<String>> {
    let (answers, problems): (Vec<_>, Vec<_>) = CASES.iter().map(|case| case.check(Talk(host))).unzip();
    let problems: Vec<String> = problems.into_iter().flatten().collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    answers
}
