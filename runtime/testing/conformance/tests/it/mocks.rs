//! Mocks: what happens instead of tasks and workflows.

use eventual::{Error, ExecutionStatus, Faults, TestEnvironment};
use eventual_runtime_testing_conformance::Conformance;
use eventual_runtime_testing_conformance::tasks::{fall_silent, never_answer, never_succeed};
use eventual_runtime_testing_conformance::workflows::{Kid, call, family, keep, limited};

fn kids(names: &[&str]) -> Vec<Kid> {
    names.iter().map(|name| Kid { name: (*name).to_owned(), text: (*name).to_owned() }).collect()
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn a_mocked_workflow_answers_its_callers_in_order_and_then_the_real_one_runs() {
    for (duplicate, crash) in [(false, false), (true, false), (false, true), (true, true)] {
        let environment = TestEnvironment::new(Conformance);
        environment.inject(Faults { duplicate, crash });
        let mock = environment.mock_workflow(keep);
        mock.succeed_once("mock").fail_once(Error::new("Broken", "")).invoke_once(|text| Ok(text + "!"));
        mock.timeout_once();
        let run = environment.start_execution(family, kids(&["a", "b", "c", "d", "e"]));
        let expected = owned(&["kept mock", "Broken", "kept c!", "TimedOut", "kept e"]);
        assert_eq!(run.status(), ExecutionStatus::Succeeded(expected));
    }
}

#[test]
fn a_mocked_workflow_takes_its_time_if_it_has_a_limit() {
    let environment = TestEnvironment::new(Conformance);
    environment.mock_workflow(limited).timeout();
    let run = environment.start_execution(limited, ());
    environment.tick(1);
    assert_eq!(run.status(), ExecutionStatus::Pending);
    environment.tick(1);
    assert_eq!(run.error().unwrap().name, Error::TIMED_OUT);
}

#[test]
fn what_began_before_it_was_mocked_goes_on() {
    let environment = TestEnvironment::new(Conformance);
    let before = environment.start_execution(limited, ());
    environment.mock_workflow(limited).succeed("mock");
    let after = environment.start_execution(limited, ());
    assert_eq!(after.status(), ExecutionStatus::Succeeded("mock".to_owned()));
    environment.tick(2);
    assert_eq!(before.error().unwrap().name, Error::TIMED_OUT);
}

#[test]
fn a_mocked_task_answers_and_then_the_real_one_runs() {
    let environment = TestEnvironment::new(Conformance);
    environment.mock_task(never_succeed).fail_once("first").succeed("mock");
    environment.mock_task(never_answer).timeout();
    environment.mock_task(fall_silent).heartbeat_timeout_once();
    let run = |task: &str| environment.start_execution(call, task);
    let (mocked, slow, silent) = (run("never_succeed"), run("never_answer"), run("fall_silent"));
    environment.tick(0);
    assert_eq!(slow.status(), ExecutionStatus::Pending);
    environment.tick(1);
    let text = |text: &str| ExecutionStatus::Succeeded(text.to_owned());
    assert_eq!(mocked.status(), text("mock"));
    assert_eq!(slow.status(), text("TimedOut after 1"));
    assert_eq!(silent.status(), text("HeartbeatTimedOut after 1"));
}

#[test]
#[should_panic(expected = "not to be called")]
fn a_panic_of_a_mock_reaches_the_test() {
    let environment = TestEnvironment::new(Conformance);
    environment.mock_workflow(keep).invoke(|_| panic!("not to be called"));
    environment.start_execution(keep, "a");
}
