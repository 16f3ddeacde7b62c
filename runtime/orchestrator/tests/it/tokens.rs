//! Tasks that are finished from elsewhere.

use eventual_runtime_engine::{Error, Payload, Timestamp};
use eventual_runtime_orchestrator::operations::{
    OperationError, ReportOutcome, TaskToken, complete, heartbeat, start,
};
use eventual_runtime_orchestrator::{CallKey, Caller, Job, Message, Orchestrator, Start, What, claim};

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

fn succeed(world: &Memory, token: &TaskToken) -> Result<(), OperationError> {
    poll_now(complete(world, &token.to_string(), Ok(Payload::of(&1).unwrap())))
}

fn beat(world: &Memory, token: &TaskToken) -> Result<ReportOutcome, OperationError> {
    poll_now(heartbeat(world, &token.to_string(), None, NOW))
}

#[test]
fn who_has_the_token_finishes_the_attempt_once() {
    let (world, mut orchestrator, job) = claimed();
    let token: TaskToken = job.token.to_string().parse().unwrap();
    assert_eq!(beat(&world, &token), Ok(ReportOutcome::Accepted));
    assert_eq!(succeed(&world, &token), Ok(()));
    deliver(&world, &mut orchestrator);
    assert_eq!(succeed(&world, &token), Err(OperationError::AttemptOver));
    assert_eq!(beat(&world, &token), Err(OperationError::AttemptOver));
    let (next, _) = take_attempt(&world);
    assert_eq!(world.state().task(&next).unwrap().task, "beat");
}

#[test]
fn a_token_of_an_attempt_that_failed_is_worth_nothing() {
    let (world, mut orchestrator, job) = claimed();
    assert_eq!(poll_now(complete(&world, &job.token.to_string(), Err(Error::new("Late", "")))), Ok(()));
    deliver(&world, &mut orchestrator);
    assert_eq!(succeed(&world, &job.token), Err(OperationError::AttemptOver));
    // The next attempt is not claimed: its nonce cannot be known, nor left out.
    let next = TaskToken { attempt: 2, nonce: String::new(), ..job.token };
    assert_eq!(succeed(&world, &next), Err(OperationError::BadToken));
}

#[test]
fn a_guessed_token_is_refused() {
    let (world, _, job) = claimed();
    let forged = TaskToken { nonce: "n0ncf".to_owned(), ..job.token.clone() };
    assert_eq!(succeed(&world, &forged), Err(OperationError::BadToken));
    assert_eq!(beat(&world, &forged), Err(OperationError::BadToken));
    let call = CallKey { seq: 99, ..job.token.call.clone() };
    assert_eq!(succeed(&world, &TaskToken { call, ..job.token }), Err(OperationError::BadToken));
    assert!(take_messages(&world).is_empty());
}

#[test]
fn a_parent_and_a_starter_hear_the_same_of_a_name_that_is_taken() {
    let (world, mut orchestrator, _) = claimed();
    let other = Start {
        workflow: "retries".to_owned(),
        input: Payload::of(&1).unwrap(),
        timeout: None,
        parent: Some(Caller { execution: "parent".to_owned(), run: 0, seq: 3 }),
    };
    let refused = poll_now(start(&world, "it", other.clone(), NOW)).unwrap_err();
    assert_eq!(refused, OperationError::AlreadyExists("it".to_owned()));
    let child = Message::new("it", What::Start(Box::new(other)));
    poll_now(orchestrator.process("it", &[child], NOW)).unwrap();
    let told = take_messages(&world).pop().unwrap();
    let what = What::Child { run: 0, seq: 3, result: Err(refused.into()) };
    assert_eq!(told, Message::new("parent", what));
}
