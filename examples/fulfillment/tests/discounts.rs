//! A task that a person finishes, by its token.

use eventual::{Error, ExecutionStatus, TaskToken, TestEnvironment};
use fulfillment::Fulfillment;
use fulfillment::discounts::{DiscountAsked, ask_manager, decide_discount, price};

const DAY: u64 = 24 * 60 * 60;

#[test]
fn an_answer_finishes_the_task_once() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution(price, 30);
    env.tick(DAY);
    assert_eq!(run.status(), ExecutionStatus::Pending);
    let token = env.emitted::<DiscountAsked>().remove(0).token;
    assert_eq!(env.run(decide_discount(token.clone(), true)), Ok(()));
    assert_eq!(run.status(), ExecutionStatus::Succeeded(70));
    let message = "the attempt of this token is over: it was finished, or given up";
    assert_eq!(env.run(decide_discount(token, false)), Err(Error::new("AttemptOver", message)));
}

#[test]
fn a_task_that_nobody_finishes_is_given_up() {
    let env = TestEnvironment::new(Fulfillment);
    let run = env.start_execution(price, 30);
    env.tick(2 * DAY);
    assert!(run.error().unwrap().is_timeout(), "{:?}", run.status());
    let token = env.emitted::<DiscountAsked>().remove(0).token;
    assert_eq!(env.run(decide_discount(token, true)).unwrap_err().name, "AttemptOver");
}

#[test]
fn a_made_up_token_is_refused() {
    let env = TestEnvironment::new(Fulfillment);
    let message =
        "no attempt of a task has this token; a task finds its own with `task_token()` of its context";
    assert_eq!(env.run(TaskToken::from("x").complete(&true)), Err(Error::new("BadToken", message)));
}

#[test]
fn called_directly_it_could_not_be_finished() {
    let env = TestEnvironment::new(Fulfillment);
    let message =
        "task `ask_manager` was called directly; only in a workflow can it be finished later, by its token";
    assert_eq!(env.run(async { ask_manager(30).await }), Err(Error::new("NotInAWorkflow", message)));
}
