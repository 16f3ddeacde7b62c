use std::time::Duration;

use eventual_constructs_aws::lambda::FunctionProps;

use crate::check::{Input, Report};
use crate::subject::who;

/// Seconds that SQS holds back a message.
const MAX_DELAY: u64 = 900;
/// Seconds that SQS hides a message, of which an orchestrator may run half.
const MAX_TIMEOUT: u64 = 900;
/// Concurrent invocations that an event source of SQS can be bound to.
const CONCURRENCY: std::ops::RangeInclusive<u32> = 2..=1_000;
const DAY_MS: u64 = 86_400_000;

/// Workflows, tasks, and what runs them.
pub(crate) fn check(input: &Input<'_>, report: &mut Report<'_>) {
    let props = &input.settings.workflows;
    if input.model.workflows.is_empty() {
        for task in &input.model.tasks {
            report(format!(
                "{} is called by no workflow, as the service has none; write a workflow that calls it, or make it a \
                 subscription or a plain function",
                who(&task.handler)
            ));
        }
        return;
    }
    for task in &input.model.tasks {
        let Some(own) = input.settings.functions.get(&task.handler.id()) else { continue };
        for (name, why) in [
            ("retry_attempts", own.retry_attempts.is_set().then_some("write `retry(..)` at the task")),
            ("on_failure", own.on_failure.is_set().then_some("the workflow that called it gets the error")),
        ] {
            if let Some(why) = why {
                report(format!(
                    "{} sets `{name}` of its function, but failures of tasks go to their workflow, which decides when to \
                     try again; leave it out: {why}",
                    who(&task.handler)
                ));
            }
        }
    }
    for (name, own) in [("orchestrator", &props.orchestrator), ("operator", &props.operator)] {
        if own.architecture.is_set() && own.architecture.get() != input.settings.architecture.get() {
            report(format!(
                "the {name} asks for a processor of its own; a service is compiled once: set `architecture` of the service"
            ));
        }
    }
    let seconds = |props: &FunctionProps| props.timeout.get().map(Duration::as_secs);
    if let Some(timeout) = seconds(&props.orchestrator).filter(|it| *it > MAX_TIMEOUT) {
        report(format!(
            "the orchestrator may run for {timeout} s, Lambda allows {MAX_TIMEOUT}; it works off messages in milliseconds \
             and goes on with the rest the next time: some seconds are enough"
        ));
    }
    if let Some(delay) = props.max_queue_delay.get()
        && (!(1..=MAX_DELAY).contains(&delay.as_secs()) || delay.subsec_nanos() != 0)
    {
        report(format!(
            "the longest queue delay is {} s; SQS holds messages back for 1 to {MAX_DELAY} whole seconds",
            delay.as_secs_f64()
        ));
    }
    if let Some(concurrency) = props.max_concurrency.get().filter(|it| !CONCURRENCY.contains(it)) {
        report(format!(
            "the orchestrator has a maximum concurrency of {concurrency}; Lambda allows 2 to 1000 for a queue, and \
             `orchestrator.reserved_concurrency` bounds it otherwise"
        ));
    }
    for (name, days) in [
        ("retention_days", &props.retention_days),
        ("history_expires_after_days", &props.history_expires_after_days),
    ] {
        if days.get() == Some(&0) {
            report(format!("`{name}` of the workflows is 0; write at least 1, or leave it out to keep all"));
        }
    }
    let Some(days) = props.history_expires_after_days.get().filter(|it| **it > 0) else { return };
    for workflow in &input.model.workflows {
        let longest = workflow.timeout_ms.map(|it| it.div_ceil(DAY_MS));
        if longest.is_some_and(|it| it < u64::from(*days)) {
            continue;
        }
        let runs = longest.map_or("has no timeout".to_owned(), |it| format!("may run for {it} d"));
        report(format!(
            "histories are deleted after {days} d, but {} {runs}: it would lose its history while it runs; give it a shorter \
             `timeout`, or raise or leave out `history_expires_after_days`",
            who(&workflow.handler)
        ));
    }
}
