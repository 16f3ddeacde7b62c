//! Code that changed under a history, and what may change.

use crate::handlers::*;
use crate::script::{BEGIN, cases, check, parse, play, workflow};
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;
use std::cell::Cell;

thread_local! { static VERSION: Cell<u32> = const { Cell::new(1) }; }

/// Which code is deployed.
fn version() -> u32 {
    VERSION.get()
}

/// Writes a history with version 1 and replays it with version 2, comparing calls.
fn change(workflow: WorkflowEntry, script: &str) -> Result<Execution, Fault> {
    VERSION.set(1);
    let (said, wanted, history) = play(workflow, script);
    assert_eq!(said, wanted);
    VERSION.set(2);
    Execution::replay(&workflow, &history, Strictness::Calls)
}

fn fault(workflow: WorkflowEntry, script: &str) -> String {
    change(workflow, script).expect_err("a fault").to_string()
}

const HINT: &str = "; guard a change of code with `patched(\"id\")`, or restore what it did";

macro_rules! faults {
    ($($name:ident: $body:block, $script:expr => $text:expr;)+) => {$(
        #[test]
        fn $name() {
            assert_eq!(fault(workflow!($body), $script), format!("workflow `w` is not deterministic: {}{HINT}", $text));
        }
    )+};
}

faults! {
    another_task_is_found: { if version() == 1 { a(1).await } else { b(1).await } }, "
        start => a#0(1)"
        => "at step 0 it made call #0, task `a`, but on replay makes call #0, task `b`";
    another_kind_is_found: { if version() == 2 { duration(1, Day).await; } a(1).await }, "
        start => a#0(1)"
        => "at step 0 it made call #0, task `a`, but on replay makes call #0, timer";
    a_removed_call_is_found: { a(1).await?; if version() == 1 { b(2).await?; } Ok(()) }, "
        start => a#0(1)
        ok 0 2 => b#1(2)"
        => "at step 1 it made call #1, task `b`, but on replay makes success";
    an_added_call_is_found: { a(1).await?; if version() == 2 { b(2).await?; } Ok(()) }, "
        start => a#0(1)
        ok 0 2 => done null"
        => "at step 1 it made success, but on replay makes call #1, task `b`";
    an_added_parallel_call_is_found: {
        if version() == 2 { Ok(futures::try_join!(a(1), b(2))?.0) } else { a(1).await }
    }, "
        start => a#0(1)"
        => "at step 0 it makes call #1, task `b` on replay, which it did not make before";
    a_removed_parallel_call_is_found: {
        if version() == 1 { Ok(futures::try_join!(a(1), b(2))?.0) } else { a(1).await }
    }, "
        start => a#0(1); b#1(2)"
        => "at step 0 it made call #1, task `b`, but on replay does not";
    swapped_calls_are_found: {
        if version() == 1 { a(1).await?; b(2).await } else { b(2).await?; a(1).await }
    }, "
        start => a#0(1)
        ok 0 2 => b#1(2)"
        => "at step 0 it made call #0, task `a`, but on replay makes call #0, task `b`";
    a_call_that_waits_for_something_else_first_is_found: {
        if version() == 2 { Go::expect_signal().await; }
        a(1).await
    }, "
        start => a#0(1)"
        => "at step 0 it made call #0, task `a`, but on replay does not";
    another_end_is_found: { a(1).await?; if version() == 1 { Ok(()) } else { Err("no".into()) } }, "
        start => a#0(1)
        ok 0 2 => done null"
        => "at step 1 it made success, but on replay makes failure `Error`";
    another_child_is_found: { if version() == 1 { double(1).await } else { a(1).await } }, "
        start => child double#0(1)"
        => "at step 0 it made call #0, child workflow `double`, but on replay makes call #0, task `a`";
    a_panic_on_replay_is_a_fault_and_no_outcome: { if version() == 2 { panic!("bug") } a(1).await }, "
        start => a#0(1)"
        => "at step 0 it made call #0, task `a`, but on replay makes failure `Panicked`";
    a_removed_time_out_is_found: {
        if version() == 1 { timeout(a(1), duration(1, Day)).await? } else { a(1).await }
    }, "
        start => a#0(1); timer#1@86400000
        ok 0 2 => cancel#1; done 2"
        => "at step 0 it made call #1, timer, but on replay does not";
    an_added_continue_as_new_is_found: {
        a(1).await?;
        if version() == 2 { return continue_as_new(1).await; }
        b(1).await
    }, "
        start => a#0(1)
        ok 0 2 => b#1(1)"
        => "at step 1 it made call #1, task `b`, but on replay makes continue-as-new";
    a_history_that_took_another_way_is_found_at_its_step: {
        for n in 0..4 { if version() == 2 && n == 2 { b(n).await?; } else { a(n).await?; } }
        Ok(())
    }, "
        start => a#0(0)
        ok 0 0 => a#1(1)
        ok 1 0 => a#2(2)
        ok 2 0 => a#3(3)"
        => "at step 2 it made call #2, task `a`, but on replay makes call #2, task `b`";
}

/// Changes that do no harm: version 2 accepts the history of version 1.
macro_rules! harmless {
    ($($name:ident: $body:block, $script:expr;)+) => {$(
        #[test]
        fn $name() {
            change(workflow!($body), $script).expect("no fault");
        }
    )+};
}

harmless! {
    another_input_is_no_other_call: { a(u64::from(version())).await }, "start => a#0(1)";
    another_result_is_no_other_end: { a(1).await?; Ok(version()) }, "
        start => a#0(1)
        ok 0 2 => done 1";
    another_message_is_no_other_end: { if true { Err::<(), _>(Error::new("E", version().to_string())) } else { Ok(()) } },
        "start => fail E: 1";
    another_name_of_an_error_is_no_other_end: { if true { Err::<(), _>(Error::new(format!("E{}", version()), "")) } else { Ok(()) } },
        "start => fail E1";
    another_length_of_a_timer_is_no_other_timer: { duration(u64::from(version()), Second).await; Ok(()) },
        "start => timer#0@1000";
    other_retries_are_no_other_call: { a(1).retry(RetryPolicy::times(version())).await }, "start => a#0(1)";
    a_wait_for_a_signal_takes_no_number: {
        let extra = if version() == 2 { Some(spawn(async { Stop::expect_signal().await })) } else { None };
        let result = a(1).await;
        drop(extra);
        result
    }, "start => a#0(1)";
    an_added_query_and_handler_do_no_harm: {
        if version() == 2 { on_query("q", |()| Ok(1)); Go::on_signal(|_| ()); }
        a(1).await
    }, "start => a#0(1)";
    a_call_made_and_never_awaited_only_moves_numbers_behind_it: {
        let result = a(1).await;
        if version() == 2 { let _unused = b(2); }
        result
    }, "start => a#0(1)";
}

#[test]
fn an_execution_with_a_fault_goes_on_when_the_code_is_restored() {
    let workflow = workflow!({ if version() == 2 { b(1).await } else { b(a(1).await?).await } });
    VERSION.set(1);
    let (_, _, history) = play(workflow, "start => a#0(1)");
    VERSION.set(2);
    let error = Execution::replay(&workflow, &history, Strictness::Calls).unwrap_err();
    let Fault::NotDeterministic(divergence) = error else { panic!("{error}") };
    assert_eq!(divergence.step, 0);
    assert_eq!(divergence.recorded, Some(Call { seq: Some(0), kind: Kind::Task, name: "a".into() }));
    assert_eq!(divergence.made, Some(Call { seq: Some(0), kind: Kind::Task, name: "b".into() }));
    VERSION.set(3);
    let mut run = Execution::replay(&workflow, &history, Strictness::Calls).unwrap();
    let Applied::Step(step) = run.apply(HistoryEvent { at: BEGIN, what: parse("ok 0 2") }).unwrap() else {
        panic!()
    };
    assert_eq!(crate::script::show(&step.decisions), "b#1(2)");
}

#[test]
fn a_strict_replay_compares_data_too() {
    let workflow = workflow!({ a(u64::from(version())).await });
    VERSION.set(1);
    let (_, _, history) = play(workflow, "start => a#0(1)");
    VERSION.set(2);
    let text = Execution::replay(&workflow, &history, Strictness::Data).unwrap_err().to_string();
    assert!(text.contains("at step 0 call #0, task `a` has other data than recorded:"), "{text}");
}

#[test]
fn a_result_that_can_not_be_read_any_more_is_a_fault() {
    let workflow = workflow!({
        if version() == 1 {
            a(1).await?;
        } else {
            charge(1).await.ok();
        }
        b(1).await
    });
    let (_, _, history) = play(
        workflow!({
            a(1).await?;
            b(1).await
        }),
        "
        start => a#0(1)
        ok 0 2 => b#1(1)",
    );
    VERSION.set(2);
    // Another task under the same number is a divergence, not a type error.
    assert!(matches!(
        Execution::replay(&workflow, &history, Strictness::Calls),
        Err(Fault::NotDeterministic(_))
    ));
    let mut history = history;
    history[1].event.what = parse("ok 0 {}");
    VERSION.set(1);
    let text = Execution::replay(&workflow, &history, Strictness::Calls).unwrap_err().to_string();
    assert!(
        text.starts_with("workflow `w` cannot read the result of call #0, task `a`: BadPayload"),
        "{text}"
    );
}

#[test]
fn an_input_that_can_not_be_read_any_more_is_a_fault() {
    let (_, _, history) = play(workflow!(|n: u64| { a(n).await }), "start 1 => a#0(1)");
    let text =
        Execution::replay(&workflow!(|_n: String| { a(1).await }), &history, Strictness::Calls).unwrap_err();
    assert!(text.to_string().starts_with("workflow `w` cannot read its input: "), "{text}");
}

#[test]
fn damaged_histories_are_told_apart() {
    let workflow = workflow!({ a(1).await });
    let (_, _, history) = play(workflow, "start => a#0(1)\n ok 0 2 => done 2");
    let replay =
        |steps: Vec<Step>| Execution::replay(&workflow, &steps, Strictness::Calls).unwrap_err().to_string();
    assert_eq!(replay(vec![]), "the history is damaged: it is empty");
    assert_eq!(replay(history[1..].to_vec()), "the history is damaged: it does not begin with a start");
    let twice = [history.clone(), history.clone()].concat();
    assert_eq!(replay(twice), "the history is damaged: it goes on after the end");
    let restarted = vec![history[0].clone(), history[0].clone()];
    assert_eq!(replay(restarted), "the history is damaged: it starts twice");
    let other = WorkflowEntry { name: "other", ..workflow };
    let error = Execution::replay(&other, &history, Strictness::Calls).unwrap_err();
    assert_eq!(error.to_string(), "the history is of workflow `w`, not of `other`");
}

#[test]
fn a_signal_rejected_once_stays_rejected() {
    let old = workflow!({ Ok(Go::expect_signal().await.0) });
    let (_, _, history) = play(old, "start => -\n sig Go \"x\" => reject Go 0");
    // The type was widened meanwhile.
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Wide(serde_json::Value);
    impl Signal for Wide {
        const NAME: &'static str = "Go";
    }
    let new = workflow!({ Ok(Wide::expect_signal().await.0) });
    let run = Execution::replay(&new, &history, Strictness::Calls).unwrap();
    assert_eq!(run.status(), Status::Running);
}

cases! {
    a_patch_is_in_force_for_new_executions: { if patched("check") { a(1).await?; } b(2).await } => "
        start => patch check; a#0(1)
        ok 0 2 => b#1(2)
        ok 1 3 => done 3";
    a_patch_is_noted_once: { for _ in 0..2 { if patched("check") { a(1).await?; } } Ok(()) } => "
        start => patch check; a#0(1)
        ok 0 2 => a#1(1)
        ok 1 3 => done null";
    two_patches_have_two_notes: { Ok((patched("x"), patched("y"))) } => "start => patch x; patch y; done [true,true]";
    random_numbers_are_repeated: { let n = random(); a(n % 10).await?; Ok(n == random()) } => "
        start => a#0(5)
        ok 0 1 => done false";
    uuids_are_repeated: { let id = uuid(); a(id.len() as u64).await?; Ok((id.as_bytes()[14] as char, id == uuid())) } => r#"
        start => a#0(36)
        ok 0 1 => done ["4",false]"#;
    replaying_is_known: { let before = is_replaying(); a(1).await?; Ok(before == is_replaying()) } => "
        start => a#0(1)";
}

#[test]
fn a_patch_is_not_in_force_for_executions_that_passed_it() {
    let old = workflow!({ b(a(1).await?).await });
    let new = workflow!({
        let n = if patched("check") { c(1).await? } else { a(1).await? };
        let again = patched("check");
        let n = b(n).await?;
        Ok((n, again))
    });
    let (_, _, history) = play(old, "start => a#0(1)");
    let mut run = Execution::replay(&new, &history, Strictness::Data).unwrap();
    for (event, wanted) in [("ok 0 2", "b#1(2)"), ("ok 1 3", "done [3,false]")] {
        let Applied::Step(step) = run.apply(HistoryEvent { at: BEGIN, what: parse(event) }).unwrap() else {
            panic!()
        };
        assert_eq!(crate::script::show(&step.decisions), wanted);
    }
}

#[test]
fn a_patch_in_a_later_step_is_in_force() {
    let old = workflow!({
        a(1).await?;
        b(2).await
    });
    let new = workflow!({
        a(1).await?;
        if patched("late") { c(3).await } else { b(2).await }
    });
    let (_, _, history) = play(old, "start => a#0(1)");
    let mut run = Execution::replay(&new, &history, Strictness::Data).unwrap();
    let Applied::Step(step) = run.apply(HistoryEvent { at: BEGIN, what: parse("ok 0 2") }).unwrap() else {
        panic!()
    };
    assert_eq!(crate::script::show(&step.decisions), "patch late; c#1(3)");
}

#[test]
fn a_patch_can_be_taken_out_again() {
    let (_, _, history) = play(
        workflow!({
            patched("done");
            a(1).await
        }),
        "start => patch done; a#0(1)",
    );
    Execution::replay(&workflow!({ a(1).await }), &history, Strictness::Data).expect("no fault");
}

#[test]
fn random_numbers_depend_on_the_execution() {
    let workflow = workflow!({ Ok(random()) });
    let number = |id: &str| {
        let (run, _) = Execution::start(&workflow, Started::new("w", id, Payload::null()), BEGIN).unwrap();
        run.status()
    };
    assert_eq!(number("x"), number("x"));
    assert_ne!(number("x"), number("y"));
}

#[test]
fn calls_in_the_wrong_place_say_so() {
    let panic_text = |body: fn()| {
        let panic = std::panic::catch_unwind(body).unwrap_err();
        panic.downcast_ref::<String>().cloned().unwrap()
    };
    assert_eq!(panic_text(|| drop(duration(1, Day))), "`duration` can only be used inside a workflow");
    assert_eq!(
        panic_text(|| drop(Go::expect_signal())),
        "`expect_signal` can only be used inside a workflow"
    );
}

#[test]
fn a_call_awaited_outside_of_its_workflow_says_so() {
    thread_local! { static LEAKED: std::cell::RefCell<Option<TaskCall<A>>> = const { std::cell::RefCell::new(None) }; }
    let workflow = workflow!({
        LEAKED.set(Some(a(1)));
        b(1).await
    });
    let (_run, _) = Execution::start(&workflow, Started::new("w", "x", Payload::null()), BEGIN).unwrap();
    let mut call = LEAKED.take().unwrap();
    let poll = std::panic::AssertUnwindSafe(|| {
        let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
        let _ = std::future::Future::poll(std::pin::Pin::new(&mut call), &mut cx);
    });
    let panic = std::panic::catch_unwind(poll).unwrap_err();
    assert_eq!(
        panic.downcast_ref::<String>().unwrap(),
        "task `a` was called in workflow `w` and awaited outside of it; to run it beside other calls use `spawn` or `join!`"
    );
}

#[test]
fn executions_do_not_see_each_other() {
    let workflow = workflow!(|n: u64| {
        let x = a(n).await?;
        b(x).await
    });
    let begin = |n: u64| {
        let input = Payload::of(&n).unwrap();
        Execution::start(&workflow, Started::new("w", format!("x{n}"), input), BEGIN).unwrap().0
    };
    let mut runs: Vec<_> = (0..10).map(begin).collect();
    for (n, run) in runs.iter_mut().enumerate().rev() {
        let event = HistoryEvent { at: BEGIN, what: parse(&format!("ok 0 {}", n * 100)) };
        let Applied::Step(step) = run.apply(event).unwrap() else { panic!() };
        assert_eq!(crate::script::show(&step.decisions), format!("b#1({})", n * 100));
    }
}

#[test]
fn dropping_a_live_copy_decides_nothing_and_the_history_goes_on() {
    let workflow = workflow!({ timeout(a(1), duration(1, Day)).await? });
    let (_, _, history) = play(workflow, "start => a#0(1); timer#1@86400000");
    for _ in 0..3 {
        drop(Execution::replay(&workflow, &history, Strictness::Data).unwrap());
    }
    check(workflow, "start => a#0(1); timer#1@86400000\n ok 0 2 => cancel#1; done 2");
}

#[test]
fn outside_of_a_workflow_calls_run_their_bodies() {
    assert_eq!(futures::executor::block_on(a(1)), Ok(2));
    assert_eq!(futures::executor::block_on(double(1)), Ok(4));
    assert_eq!(futures::executor::block_on(charge(1)), Err(CardError::Declined));
    assert_eq!(futures::executor::block_on(TaskCall::<A>::local(4)), Ok(5));
    assert!(!in_workflow());
}

#[test]
fn an_execution_leaves_nothing_behind() {
    thread_local! { static ALIVE: Cell<i32> = const { Cell::new(0) }; }
    struct Counted;
    impl Counted {
        fn new() -> Self {
            ALIVE.set(ALIVE.get() + 1);
            Self
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            ALIVE.set(ALIVE.get() - 1);
        }
    }
    let workflow = workflow!(|wait: bool| {
        let (root, handled, asked, beside, late) =
            (Counted::new(), Counted::new(), Counted::new(), Counted::new(), Counted::new());
        let handler = Go::on_signal(move |_| {
            let _kept = &handled;
        });
        let kept = std::rc::Rc::new(handler);
        let also = std::rc::Rc::clone(&kept);
        Stop::on_signal(move |_| {
            let _kept = &also;
        });
        on_query("q", move |()| {
            let _kept = &asked;
            Ok(())
        });
        spawn(async move {
            a(1).await.ok();
            drop(beside)
        });
        if wait {
            b(1).await?;
        }
        spawn(uncancellable(async move {
            a(1).await.ok();
            drop(late)
        }));
        drop(root);
        Ok(())
    });
    for wait in [true, false] {
        let input = Payload::of(&wait).unwrap();
        let (run, _) = Execution::start(&workflow, Started::new("w", "x", input), BEGIN).unwrap();
        assert_ne!(ALIVE.get(), 0);
        drop(run);
        assert_eq!(ALIVE.get(), 0, "wait: {wait}");
    }
}
