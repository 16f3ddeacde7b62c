//! What cannot be deployed, and what it says.

use std::collections::BTreeMap;

use eventual_constructs_aws::lambda::{Architecture, FunctionProps};
use eventual_constructs_aws::{minutes, seconds};
use eventual_constructs_service::{ServiceSettings, WorkflowProps};

use crate::shop::{fulfilment, hello, problems, stubs, task, workflow};

fn with(workflows: WorkflowProps) -> Vec<String> {
    let settings = ServiceSettings { workflows, ..Default::default() };
    problems(&fulfilment(), &stubs(&fulfilment()), &settings)
}

#[test]
fn tasks_that_nobody_can_call() {
    let mut model = hello();
    model.tasks.push(task("charge", 9));
    assert_eq!(
        problems(&model, &stubs(&model), &Default::default()),
        [
            "task `charge` (src/lib.rs:9) is called by no workflow, as the service has none; write a workflow that calls \
          it, or make it a subscription or a plain function"
        ]
    );
}

#[test]
fn failures_of_tasks_are_the_engine_s() {
    let charge = FunctionProps { retry_attempts: 2.into(), ..Default::default() };
    let settings =
        ServiceSettings { functions: BTreeMap::from([("task_charge".into(), charge)]), ..Default::default() };
    assert_eq!(
        problems(&fulfilment(), &stubs(&fulfilment()), &settings),
        [
            "task `charge` (src/lib.rs:40) sets `retry_attempts` of its function, but failures of tasks go to their \
          workflow, which decides when to try again; leave it out: write `retry(..)` at the task"
        ]
    );
}

#[test]
fn settings_that_aws_does_not_take() {
    let orchestrator = FunctionProps {
        timeout: minutes(16),
        architecture: Architecture::Arm64.into(),
        ..Default::default()
    };
    let found = with(WorkflowProps {
        orchestrator,
        max_queue_delay: seconds(901),
        max_concurrency: 1.into(),
        retention_days: 0.into(),
        ..Default::default()
    });
    // The whole-tree checks say the rest: Lambda's own range of timeouts.
    let own: Vec<&String> = found.iter().filter(|it| !it.contains("Timeout")).collect();
    assert_eq!(
        own,
        [
            "`retention_days` of the workflows is 0; write at least 1, or leave it out to keep all",
            "the longest queue delay is 901 s; SQS holds messages back for 1 to 900 whole seconds",
            "the orchestrator asks for a processor of its own; a service is compiled once: set `architecture` of the \
             service",
            "the orchestrator has a maximum concurrency of 1; Lambda allows 2 to 1000 for a queue, and \
             `orchestrator.reserved_concurrency` bounds it otherwise",
            "the orchestrator may run for 960 s, Lambda allows 900; it works off messages in milliseconds and goes on \
             with the rest the next time: some seconds are enough",
        ]
    );
}

#[test]
fn histories_must_outlive_their_executions() {
    let mut model = fulfilment();
    model.workflows.push(workflow("remind", 60));
    let workflows = WorkflowProps { history_expires_after_days: 30.into(), ..Default::default() };
    let settings = ServiceSettings { workflows, ..Default::default() };
    assert_eq!(
        problems(&model, &stubs(&model), &settings),
        [
            "histories are deleted after 30 d, but workflow `fulfil` (src/lib.rs:30) may run for 30 d: it would lose its \
             history while it runs; give it a shorter `timeout`, or raise or leave out `history_expires_after_days`",
            "histories are deleted after 30 d, but workflow `remind` (src/lib.rs:60) has no timeout: it would lose its \
             history while it runs; give it a shorter `timeout`, or raise or leave out `history_expires_after_days`",
        ]
    );
}

#[test]
fn a_missing_binary_of_the_orchestrator() {
    let mut build = stubs(&fulfilment());
    build.functions.remove("workflow_orchestrator");
    assert_eq!(
        problems(&fulfilment(), &build, &Default::default()),
        ["the orchestrator has no binary; build the service again"]
    );
}
