//! The function that runs the workflows.

use std::sync::OnceLock;

use eventual_runtime_engine::WorkflowEntry;

use super::{Answer, Invocation, InvocationError, run};

/// A workflow, as the function that runs all workflows of a service lists it.
pub trait Orchestrated {
    /// The workflow without its types. Not generic, so it is compiled once, in the service's crate.
    fn workflow() -> WorkflowEntry;
}

static WORKFLOWS: OnceLock<fn() -> Vec<WorkflowEntry>> = OnceLock::new();

/// `main` of the Lambda function that runs these workflows; returns the exit code.
pub fn orchestrator_main(workflows: fn() -> Vec<WorkflowEntry>) -> i32 {
    WORKFLOWS.get_or_init(|| workflows);
    run(entry)
}

fn entry(_: Invocation) -> Answer {
    let names: Vec<&str> =
        WORKFLOWS.get().map(|it| it()).unwrap_or_default().iter().map(|it| it.name).collect();
    let message = format!("nobody takes messages for {} yet", names.join(", "));
    Box::pin(async move { Err(InvocationError { error_type: "NotBuilt".to_owned(), message }) })
}
