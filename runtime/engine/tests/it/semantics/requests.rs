//! Requests to data primitives.

use crate::handlers::*;
use crate::script::{cases, play, workflow};
use eventual_runtime_engine::*;
use std::cell::{Cell, RefCell};

cases! {
    a_request_is_decided_and_its_answer_returned: { get(1).await?.read::<u64>() } => "
        start => entity.get:Order#0(1)
        ok 0 7 => done 7";
    a_refusal_is_an_error: { get(1).await } => "
        start => entity.get:Order#0(1)
        err 0 NotFound => fail NotFound";
    requests_and_tasks_share_their_numbers: { b(get(1).await?.read()?).await } => "
        start => entity.get:Order#0(1)
        ok 0 2 => b#1(2)
        ok 1 3 => done 3";
    requests_run_side_by_side: {
        let (x, y) = futures::try_join!(get(1), get(2))?;
        Ok((x, y))
    } => "
        start => entity.get:Order#0(1); entity.get:Order#1(2)
        ok 1 20 => -
        ok 0 10 => done [10,20]";
    an_answer_that_comes_twice_counts_once: { get(1).await?; a(2).await } => "
        start => entity.get:Order#0(1)
        ok 0 7 => a#1(2)
        ok 0 8 => ignored
        ok 1 3 => done 3";
    a_request_that_is_never_awaited_is_never_made: { let _unused = get(1); a(2).await } => "
        start => a#1(2)
        ok 1 3 => done 3";
    a_cancelled_request_is_decided_and_its_answer_ignored: { if get(1).await.is_err() { a(2).await } else { Ok(0) } } => "
        start => entity.get:Order#0(1)
        cancel => cancel#0; a#1(2)
        ok 0 7 => ignored
        ok 1 3 => done 3";
    a_request_of_which_nothing_is_wanted_any_more_leaves_no_slot: {
        futures::future::select(Box::pin(get(1)), Box::pin(a(2))).await;
        Ok(1)
    } => "
        start => entity.get:Order#0(1); a#1(2)
        ok 1 3 => done 1
        ok 0 7 => ignored";
}

#[test]
fn a_response_can_be_sent_between_threads() {
    fn is_send<T: Send>() {}
    is_send::<Response>();
    is_send::<CallId>();
}

#[test]
fn another_verb_or_target_is_not_the_same_request() {
    thread_local! { static NAME: Cell<&'static str> = const { Cell::new("entity.get:Order") }; }
    let workflow = workflow!({ request(reserve().expect("a workflow"), NAME.get(), Payload::null()).await });
    let (_, _, history) = play(workflow, "start => entity.get:Order#0(null)");
    for name in ["entity.put:Order", "entity.get:Invoice", "queue.get:Order"] {
        NAME.set(name);
        let fault = Execution::replay(&workflow, &history, Strictness::Calls).unwrap_err();
        assert_eq!(
            fault.to_string(),
            format!(
                "workflow `w` is not deterministic: at step 0 it made call #0, request `entity.get:Order`, but on \
                 replay makes call #0, request `{name}`; guard a change of code with `patched(\"id\")`, or restore what \
                 it did"
            )
        );
    }
}

/// A future of one workflow that is polled in another one would take the place of that one's own call.
#[test]
fn a_call_of_another_workflow_is_refused() {
    thread_local! { static LEFT: RefCell<Option<Response>> = const { RefCell::new(None) }; }
    let make = workflow!({
        LEFT.set(Some(get(1)));
        Ok(())
    });
    let take = workflow!({
        let own = get(2);
        let other = LEFT.take().expect("a response");
        other.await?;
        own.await
    });
    play(make, "start => done null");
    let started = Started::new("w", "y", Payload::null());
    let (execution, _) = Execution::start(&take, started, Timestamp(1)).unwrap();
    let Status::Failed(error) = execution.status() else { panic!("{:?}", execution.status()) };
    assert_eq!(
        error.message,
        "request `entity.get:Order` was called in workflow `w` and awaited outside of it; to run it beside other \
         calls use `spawn` or `join!`"
    );
}
