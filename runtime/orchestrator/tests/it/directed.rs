//! Faults of one kind each, made by hand.

use eventual_runtime_engine::{Error, ExecutionStatus, Payload, SignalEntry, Timestamp};
use eventual_runtime_orchestrator::operations::start;
use eventual_runtime_orchestrator::*;

use crate::run::{poll_now, signal};
use crate::workflows::all;
use crate::world::{Faults, row, take_attempt, take_delayed, take_messages, world};
use eventual_runtime_testing_memory::Memory;

fn begun(workflow: &str) -> (Memory, Orchestrator<Memory>) {
    let world = world(Faults::default());
    let input = Payload::of(&0).unwrap();
    let begin = Start { workflow: workflow.to_owned(), input, timeout: None, parent: None };
    poll_now(start(&world, "it", begin, Timestamp(0))).unwrap();
    let mut orchestrator = Orchestrator::new(world.clone(), all());
    deliver(&world, &mut orchestrator).unwrap();
    (world, orchestrator)
}

/// Hands over all that is in the queue.
fn deliver(world: &Memory, to: &mut Orchestrator<Memory>) -> Result<(), StoreError> {
    let messages = take_messages(world);
    poll_now(to.process("it", &messages, Timestamp(1)))
}

fn tell(world: &Memory, to: &mut Orchestrator<Memory>, what: What) {
    poll_now(world.send(Message::new("it", what))).unwrap();
    deliver(world, to).unwrap();
}

/// Runs the next task attempt, whose report is then in the queue.
fn work(world: &Memory) {
    work_with(world, |input| Payload::of(&(input.read::<u64>().unwrap() + 1)));
}

fn work_with(world: &Memory, result: impl FnOnce(Payload) -> Result<Payload, Error>) {
    let (call, attempt) = take_attempt(world);
    let job = poll_now(claim(world, &call, attempt, "w", "nonce", Timestamp(1))).unwrap().unwrap();
    poll_now(finish(world, &call, attempt, result(job.input))).unwrap();
}

/// A commits segment 2 and starts its task; before it can say so on the row, the task is done, and its result
/// reaches B, whose warm copy ends with segment 1. To B the result is no news: the call that it answers is
/// not in its copy.
#[test]
fn a_warm_copy_that_is_behind_does_not_drop_what_is_news_to_the_history() {
    let (world, mut b) = begun("sequence");
    work(&world);
    let report = take_messages(&world);
    let mut a = Orchestrator::new(world.clone(), all());
    let before = row(&world);
    assert_eq!((before.committed, before.executed), (1, 1));
    poll_now(a.process("it", &report, Timestamp(2))).unwrap();
    // A stalls before it writes the row.
    world.state().executions.get_mut("it").unwrap().row = Some(before);
    work(&world);
    deliver(&world, &mut b).unwrap();
    assert_eq!(row(&world).committed, 3, "the result of the second task is in the history");
    assert!(world.state().segment("it", 3).is_some());
}

fn damage(world: &Memory, number: u64, change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) {
    let mut state = world.state();
    let segments = &mut state.executions.get_mut("it").unwrap().segments;
    let text = segments.remove(&number).unwrap();
    if let Some(text) = change(text) {
        segments.insert(number, text);
    }
}

/// The fault that is shown on an execution whose history was changed like this, once it receives a message.
fn fault_of(change: impl FnOnce(Vec<u8>) -> Option<Vec<u8>>) -> String {
    let (world, mut orchestrator) = begun("signals");
    tell(&world, &mut orchestrator, signal("a", 1));
    assert_eq!(row(&world).committed, 2);
    damage(&world, 1, change);
    let mut other = Orchestrator::new(world.clone(), all()).patience(3);
    tell(&world, &mut other, signal("b", 2));
    let fault = row(&world).fault.unwrap();
    assert_eq!(row(&world).status, ExecutionStatus::Pending, "it may be repaired");
    assert_eq!(row(&world).committed, 2, "nothing is added to what cannot be read");
    // The message is put off, and at last the execution is closed with the reason.
    while let Some(message) = take_delayed(&world) {
        poll_now(world.send(message)).unwrap();
        deliver(&world, &mut other).unwrap();
    }
    let ExecutionStatus::Failed(error) = row(&world).status else { panic!("it is not closed") };
    assert_eq!((error.name.as_str(), error.message.as_str()), ("Fault", fault.as_str()));
    fault
}

#[test]
fn a_damaged_history_is_shown_on_the_execution_and_closes_it_at_last() {
    assert_eq!(fault_of(|_| None), "segment 1 of the history is missing");
    assert_eq!(fault_of(|_| Some(Vec::new())), "segment 1 of the history is cut off");
    let cut = fault_of(|mut text| {
        text.truncate(text.len() - 10);
        Some(text)
    });
    assert!(cut.starts_with("segment 1 of the history: "), "{cut}");
    let garbage = fault_of(|_| Some(b"\xff\xfe\n".to_vec()));
    assert!(garbage.starts_with("segment 1 of the history is damaged: "), "{garbage}");
    let replace = |from: &'static str, to: &'static str| {
        fault_of(move |text| Some(String::from_utf8(text).unwrap().replace(from, to).into_bytes()))
    };
    assert_eq!(
        replace(r#""segment":2"#, r#""segment":9"#),
        "segment 1 of the history has version 9; this program reads only version 2: deploy a newer one"
    );
    assert_eq!(
        replace(r#""segment":2"#, r#""segment":1"#),
        "segment 1 of the history has version 1; this program reads only version 2: let the build that wrote it finish \
         the execution, or start the execution again"
    );
    let journal = replace(r#""eventual":2"#, r#""eventual":9"#);
    assert!(journal.contains("version 9"), "{journal}");
}

#[test]
fn others_get_on_while_one_cannot_be_run() {
    let (world, _) = begun("signals");
    damage(&world, 1, |_| None);
    let mut other = Orchestrator::new(world.clone(), all());
    tell(&world, &mut other, signal("a", 1));
    assert!(row(&world).fault.is_some());
    let begin =
        Start { workflow: "timers".to_owned(), input: Payload::of(&0).unwrap(), timeout: None, parent: None };
    poll_now(start(&world, "two", begin, Timestamp(0))).unwrap();
    let messages = take_messages(&world);
    poll_now(other.process("two", &messages, Timestamp(1))).unwrap();
    assert_eq!(world.state().row("two").unwrap().committed, 1);
    assert_eq!(world.state().row("two").unwrap().fault, None);
}

/// A worker of another version of the service answers with a value of another type.
#[test]
fn a_result_that_cannot_be_read_is_a_fault_and_goes_on_after_it_is_repaired() {
    let (world, mut orchestrator) = begun("sequence");
    let (call, attempt) = take_attempt(&world);
    poll_now(claim(&world, &call, attempt, "w", "nonce", Timestamp(1))).unwrap().unwrap();
    poll_now(finish(&world, &call, attempt, Payload::of("text"))).unwrap();
    deliver(&world, &mut orchestrator).unwrap();
    let fault = row(&world).fault.unwrap();
    assert_eq!(
        fault,
        "workflow `sequence` cannot read the result of call #0, task `add`: BadPayload: has another shape than expected: \
         invalid type: string \"text\", expected u64 at line 1 column 6; give the type back a shape that accepts it"
    );
    assert_eq!((row(&world).committed, row(&world).status), (1, ExecutionStatus::Pending));
    assert!(take_delayed(&world).is_some(), "the report is kept for a program that can read it");
}

/// What an execution decided cannot be carried out: it is shown on it, and forgotten when it gets on.
#[test]
fn blame_is_shown_until_the_execution_gets_on() {
    let (world, mut orchestrator) = begun("sequence");
    poll_now(orchestrator.blame("it", "the bus is gone")).unwrap();
    assert_eq!(row(&world).fault.as_deref(), Some("the bus is gone"));
    work(&world);
    deliver(&world, &mut orchestrator).unwrap();
    assert_eq!((row(&world).fault, row(&world).committed), (None, 2));
}

/// An execution that takes down each process that runs it is closed without running it.
#[test]
fn a_poisonous_execution_is_closed_without_being_run() {
    let (world, mut orchestrator) = begun("signals");
    // Running it would show that it cannot be replayed.
    damage(&world, 1, |text| Some(String::from_utf8(text).unwrap().replace("signals", "gone").into_bytes()));
    let error = Error::new("Panicked", "index out of bounds");
    poll_now(orchestrator.close("it", error.clone(), Timestamp(5))).unwrap();
    assert_eq!(row(&world).status, ExecutionStatus::Failed(error.clone()));
    assert_eq!(row(&world).ended, Some(Timestamp(5)));
    // Again, after a process died before the row was written.
    poll_now(orchestrator.close("it", Error::new("Other", ""), Timestamp(6))).unwrap();
    assert_eq!(row(&world).status, ExecutionStatus::Failed(error));
    tell(&world, &mut orchestrator, signal("a", 1));
    assert_eq!(row(&world).committed, 2);
}

/// What was claimed, but whose answer was lost, is claimed: a store that compares what is there says so.
#[test]
fn a_claim_whose_answer_was_lost_is_a_claim() {
    let (world, _) = begun("sequence");
    let (call, attempt) = take_attempt(&world);
    let once = poll_now(claim(&world, &call, attempt, "w", "nonce", Timestamp(1))).unwrap().unwrap();
    let again = poll_now(claim(&world, &call, attempt, "w", "nonce", Timestamp(1))).unwrap();
    assert_eq!(again, Some(once));
    assert_eq!(poll_now(claim(&world, &call, attempt, "v", "other", Timestamp(1))).unwrap(), None);
}

#[test]
fn a_signal_of_another_shape_is_recorded_and_thrown_away() {
    let (world, mut orchestrator) = begun("listener");
    let payload = Payload::of("seven").unwrap();
    let wrong = SignalEntry { name: "Go".into(), payload, id: "a".to_owned() };
    tell(&world, &mut orchestrator, What::Signal(wrong));
    assert_eq!((row(&world).status, row(&world).fault), (ExecutionStatus::Pending, None));
    let segment = world.state().segment("it", 2).unwrap().clone();
    let segment = String::from_utf8(segment).unwrap();
    assert!(
        segment.contains(r#""k":"reject","n":"Go""#) && segment.contains("invalid type: string"),
        "{segment}"
    );
    tell(&world, &mut orchestrator, signal("b", 7));
    assert_eq!(row(&world).status, ExecutionStatus::Succeeded(Payload::of(&7).unwrap()));
}

/// Stores keep large payloads elsewhere; to the protocol they are payloads.
#[test]
fn a_large_payload_goes_through() {
    let (world, mut orchestrator) = begun("large");
    work_with(&world, |_| Payload::of(&"x".repeat(3_000_000)));
    deliver(&world, &mut orchestrator).unwrap();
    let ExecutionStatus::Succeeded(value) = row(&world).status else { panic!("{:?}", row(&world).fault) };
    assert_eq!(value.text(), "3000000");
}

/// The row of an ended execution was forgotten, its history was not.
#[test]
fn an_earlier_execution_of_the_name_is_not_taken_for_this_one() {
    let (world, mut orchestrator) = begun("listener");
    tell(&world, &mut orchestrator, signal("a", 7));
    world.state().executions.get_mut("it").unwrap().row = None;
    let input = Payload::of(&100).unwrap();
    let begin = Start { workflow: "listener".to_owned(), input, timeout: None, parent: None };
    poll_now(start(&world, "it", begin, Timestamp(9))).unwrap();
    deliver(&world, &mut Orchestrator::new(world.clone(), all())).unwrap();
    assert_eq!(row(&world).status, ExecutionStatus::Pending);
    assert_eq!(
        row(&world).fault.as_deref(),
        Some(
            "the history of `it` is of an earlier execution of that name, which was started otherwise; choose another name"
        )
    );
}

#[test]
fn answers_are_applied_in_the_invocation_that_asked_and_after_many_rounds_by_the_queue() {
    let (world, mut orchestrator) = begun("many_requests");
    assert_eq!(row(&world).committed, 65, "the start, and 64 rounds of answers");
    let messages = take_messages(&world);
    assert_eq!(messages.len(), 1);
    assert!(matches!(messages[0].what, What::Answer { seq: 64, .. }), "{messages:?}");
    poll_now(orchestrator.process("it", &messages, Timestamp(1))).unwrap();
    deliver(&world, &mut orchestrator).unwrap();
    assert_eq!(row(&world).status, ExecutionStatus::Succeeded(Payload::of(&150).unwrap()));
    assert_eq!(world.state().requests.values().sum::<u32>(), 150, "each was carried out once");
}

#[test]
fn a_host_without_data_primitives_refuses_requests() {
    let request = Request { name: "entity.get:Order".to_owned(), input: Payload::null() };
    assert_eq!(
        refuse(&request).unwrap_err().to_string(),
        "UnknownRequest: this host has no data primitive for `entity.get`"
    );
}
