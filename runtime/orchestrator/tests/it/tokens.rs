//! Tasks that are finished from elsewhere.

use eventual_runtime_engine::{Error, Payload, Timestamp};
use eventual_runtime_orchestrator::*;

use crate::run::poll_now;
use crate::workflows::all;
use crate::world::{Faults, take_attempt, take_messages, world};
use eventual_runtime_testing_memory::Memory;

const NOW: Timestamp = Timestamp(1_000);

/// A world in which `retries` waits for its first task, whose attempt was claimed.
fn claimed() -> (Memory, Orchestrator<Memory>, Job) {
    let world = world(Faults::default());
    let mut orchestrator = Orchestrator::new(world.clone(), all());
    let input = Payload::of(&0).unwrap();
    let begin = Start { workflow: "retries".to_owned(), input, timeout: None, parent: None };
    poll_now(start(&world, "it", begin, NOW)).unwrap();
    deliver(&world, &mut orchestrator);
    let (call, attempt) = take_attempt(&world);
    let job = poll_now(claim(&world, &call, attempt, "w", "n0nce", NOW)).unwrap().unwrap();
    (world, orchestrator, job)
}

fn deliver(world: &Memory, orchestrator: &mut Orchestrator<Memory>) {
    let messages = take_messages(world);
    poll_now(orchestrator.process("it", &messages, NOW)).unwrap();
}

fn succeed(world: &Memory, token: &TaskToken) -> Told {
    poll_now(complete(world, token, Ok(Payload::of(&1).unwrap()))).unwrap()
}

#[test]
fn who_has_the_token_finishes_the_attempt_once() {
    let (world, mut orchestrator, job) = claimed();
    let token: TaskToken = job.token.to_string().parse().unwrap();
    assert_eq!(poll_now(beat(&world, &token, None, NOW)), Ok(Told::Taken));
    assert_eq!(succeed(&world, &token), Told::Taken);
    deliver(&world, &mut orchestrator);
    assert_eq!(succeed(&world, &token), Told::Over);
    assert_eq!(poll_now(beat(&world, &token, None, NOW)), Ok(Told::Over));
    let (next, _) = take_attempt(&world);
    assert_eq!(world.state().tasks[&next].task, "beat");
}

#[test]
fn a_token_of_an_attempt_that_failed_is_worth_nothing() {
    let (world, mut orchestrator, job) = claimed();
    assert_eq!(poll_now(complete(&world, &job.token, Err(Error::new("Late", "")))), Ok(Told::Taken));
    deliver(&world, &mut orchestrator);
    assert_eq!(succeed(&world, &job.token), Told::Over);
    // The next attempt is not claimed: nobody can know its nonce, not even by leaving it out.
    let next = TaskToken { attempt: 2, nonce: String::new(), ..job.token };
    assert_eq!(succeed(&world, &next), Told::Unknown);
}

#[test]
fn a_guessed_token_is_refused() {
    let (world, _, job) = claimed();
    let forged = TaskToken { nonce: "n0ncf".to_owned(), ..job.token.clone() };
    assert_eq!(succeed(&world, &forged), Told::Unknown);
    assert_eq!(poll_now(beat(&world, &forged, None, NOW)), Ok(Told::Unknown));
    let call = CallKey { seq: 99, ..job.token.call.clone() };
    assert_eq!(succeed(&world, &TaskToken { call, ..job.token }), Told::Unknown);
    assert!(take_messages(&world).is_empty());
}
