//! A workflow that is not deterministic fails in its test.

use std::sync::atomic::{AtomicUsize, Ordering};

use eventual_runtime_core::handler::{Catalogue, Handlers, Service};
use eventual_runtime_core::workflow::ExecutionStatus;
use eventual_runtime_engine::{
    Result, Task, TaskCall, TaskContext, TaskEntry, TaskFuture, Workflow, WorkflowEntry, WorkflowFuture,
    sleep,
};

use super::{start, status};

enum Step {}
impl Task for Step {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "step";
    fn run(number: u64, _: TaskContext) -> TaskFuture<Self::Output> {
        Box::pin(async move { Ok(number) })
    }
}

/// How often a run came to the place where it is not deterministic.
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// After some steps it does another thing at each run; then it waits.
enum Moody {}
impl Workflow for Moody {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "moody";
    fn run(steps: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move {
            for number in 0..steps {
                TaskCall::<Step>::new(number).await?;
            }
            if COUNT.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
                TaskCall::<Step>::new(steps).await?;
            }
            sleep(std::time::Duration::from_hours(1)).await;
            Ok(steps)
        })
    }
}

struct Shop;
impl Service for Shop {
    const NAME: &'static str = "shop";
    const KNOWN: &'static [u64] = &[];
}
impl Catalogue for Shop {
    fn handlers() -> Handlers {
        Handlers {
            tasks: vec![TaskEntry::of::<Step>()],
            workflows: vec![WorkflowEntry::of::<Moody>()],
            ..Handlers::default()
        }
    }
}

#[test]
fn a_workflow_that_is_not_deterministic_fails_however_long_its_history_is() {
    // Replayed with each segment, with some of them, and when nothing else is due.
    for steps in [0, 3, 16, 17, 40, 41, 200] {
        COUNT.store(0, Ordering::Relaxed);
        let environment = start(Shop, "moody", "m", steps);
        let ExecutionStatus::Failed(error) = status(&environment, "m") else {
            panic!("it is not found after {steps} steps");
        };
        assert_eq!(error.name, "Fault");
        assert!(error.message.contains("workflow `moody` is not deterministic"), "{error}");
    }
}
