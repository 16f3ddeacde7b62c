//! What the test environment does beyond what every host must (`runtime/testing/conformance`).
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod replay;
mod runs;

use eventual_runtime_core::handler::Catalogue;
use eventual_runtime_core::host::{ExecutionRecord, StartExecution, current_host};
use eventual_runtime_core::workflow::ExecutionStatus;
use eventual_runtime_engine::{Error, Payload};
use eventual_runtime_testing::TestEnvironment;

/// Starts an execution under this name.
fn start<S: Catalogue>(service: S, workflow: &'static str, name: &str, input: u64) -> TestEnvironment {
    let environment = TestEnvironment::new(service);
    let (name, input) = (Some(name.to_owned()), Payload::of(&input).unwrap());
    let start = StartExecution { workflow, name, input, timeout: None };
    environment.run(async { current_host().unwrap().start_execution(start).await.unwrap() });
    environment
}

fn status(environment: &TestEnvironment, name: &str) -> ExecutionStatus<Payload, Error> {
    let name = name.to_owned();
    let found: Option<ExecutionRecord> =
        environment.run(async { current_host().unwrap().execution(name).await.unwrap() });
    found.unwrap().status
}
