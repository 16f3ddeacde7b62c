//! Runs of one execution, joined by `continue_as_new`, and environments side by side.

use std::time::Duration;

use eventual_runtime_core::handler::{Catalogue, Handlers, Service};
use eventual_runtime_core::workflow::ExecutionStatus;
use eventual_runtime_engine::{
    ParentClose, Payload, Result, Workflow, WorkflowCall, WorkflowEntry, WorkflowFuture, continue_as_new,
    sleep, timeout,
};

use super::{start, status};

const SECOND: Duration = Duration::from_secs(1);

enum Sleeper {}
impl Workflow for Sleeper {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "sleeper";
    fn run(seconds: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move {
            sleep(SECOND * u32::try_from(seconds).unwrap()).await;
            Ok(seconds)
        })
    }
}

/// Its first run gives up waiting; the second waits at the same call, for another child.
enum Impatient {}
impl Workflow for Impatient {
    type Input = u64;
    type Output = Result<u64>;
    const NAME: &'static str = "impatient";
    fn run(seconds: u64) -> WorkflowFuture<Self::Output> {
        Box::pin(async move {
            let child = WorkflowCall::<Sleeper>::new(seconds).parent_close(ParentClose::Abandon);
            if seconds == 60 {
                return child.await;
            }
            assert!(timeout(child, SECOND).await.is_err());
            continue_as_new(60_u64).await
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
        let workflows = vec![WorkflowEntry::of::<Sleeper>(), WorkflowEntry::of::<Impatient>()];
        Handlers { workflows, ..Handlers::default() }
    }
}

#[test]
fn the_child_of_an_earlier_run_does_not_answer_a_later_one() {
    let environment = start(Shop, "impatient", "it", 10);
    environment.tick(1_000);
    let sixty = Payload::of(&60).unwrap();
    assert_eq!(status(&environment, "it"), ExecutionStatus::Succeeded(sixty), "the first child slept for 10");
}

#[test]
fn environments_share_nothing() {
    let one = start(Shop, "sleeper", "s", 1);
    let two = start(Shop, "sleeper", "s", 2);
    one.tick(1);
    assert_eq!(status(&one, "s"), ExecutionStatus::Succeeded(Payload::of(&1).unwrap()));
    assert_eq!(status(&two, "s"), ExecutionStatus::Pending);
}
