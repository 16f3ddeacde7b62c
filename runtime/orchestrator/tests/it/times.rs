//! When executions started and ended.

use eventual_runtime_engine::{Error, ExecutionStatus, Payload, Timestamp};
use eventual_runtime_orchestrator::operations::start;
use eventual_runtime_orchestrator::*;

use crate::run::{poll_now, signal};
use crate::workflows::all;
use crate::world::{Faults, row, world};
use eventual_runtime_testing_memory::Memory;

fn tell(world: &Memory, what: What, now: u64) -> Row {
    let mut orchestrator = Orchestrator::new(world.clone(), all()).patience(0);
    poll_now(orchestrator.process("it", &[Message::new("it", what)], Timestamp(now))).unwrap();
    row(world)
}

fn begin(world: &Memory, workflow: &str) {
    let input = Payload::of(&0).unwrap();
    let begin = Start { workflow: workflow.to_owned(), input, timeout: None, parent: None };
    poll_now(start(world, "it", begin.clone(), Timestamp(1_000))).unwrap();
    tell(world, What::Start(Box::new(begin)), 2_000);
}

#[test]
fn an_execution_began_when_it_was_started_and_ended_with_its_last_step() {
    let world = world(Faults::default());
    begin(&world, "listener");
    let begun = row(&world);
    assert_eq!((begun.started, begun.ended), (Timestamp(1_000), None));
    let row = tell(&world, signal("a", 1), 7_000);
    assert_eq!((row.started, row.ended), (Timestamp(1_000), Some(Timestamp(7_000))));
    assert_eq!(tell(&world, signal("b", 1), 9_000).ended, Some(Timestamp(7_000)));
}

#[test]
fn an_execution_that_was_closed_ended_then() {
    let world = world(Faults::default());
    begin(&world, "listener");
    let damaged = b"{\"segment\":2}\nno journal\n".to_vec();
    world.state().executions.get_mut("it").unwrap().segments.insert(1, damaged);
    let row = tell(&world, What::Terminate { error: Box::new(Error::new("Stop", "")) }, 5_000);
    assert!(matches!(row.status, ExecutionStatus::Failed(_)), "{row:?}");
    assert_eq!(row.ended, Some(Timestamp(5_000)));
}
