//! Signals, conditions and queries.

use crate::handlers::*;
use crate::script::{cases, workflow};
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

cases! {
    a_signal_is_waited_for: { Ok(Go::expect_signal().await.0) } => "
        start => -
        sig Go 7 => done 7";
    a_signal_that_came_before_the_wait_is_kept: { a(1).await?; Ok(Go::expect_signal().await.0) } => "
        start => a#0(1)
        sig Go 7 => -
        ok 0 2 => done 7";
    signals_are_taken_in_order: { Ok((Go::expect_signal().await.0, Go::expect_signal().await.0)) } => "
        start => -
        sig Go 1 => -
        sig Go 2 => done [1,2]";
    several_early_signals_are_all_kept: {
        a(1).await?;
        Ok((Go::expect_signal().await.0, Go::expect_signal().await.0))
    } => "
        start => a#0(1)
        sig Go 1 => -
        sig Go 2 => -
        ok 0 2 => done [1,2]";
    each_signal_goes_to_one_waiter: {
        let (x, y) = futures::join!(Go::expect_signal(), Go::expect_signal());
        Ok((x.0, y.0))
    } => "
        start => -
        sig Go 1 => -
        sig Go 2 => done [1,2]";
    the_waiter_made_first_is_served_first: {
        let first = Go::expect_signal();
        let second = Go::expect_signal();
        let (y, x) = futures::join!(second, first);
        Ok((x.0, y.0))
    } => "
        start => -
        sig Go 1 => -
        sig Go 2 => done [1,2]";
    signals_of_other_names_do_not_disturb: { Ok(Go::expect_signal().await.0) } => "
        start => -
        sig Stop 1 => -
        sig Nobody 1 => -
        sig Go 2 => done 2";
    either_of_two_signals: {
        futures::select_biased! {
            go = futures::FutureExt::fuse(Go::expect_signal()) => Ok(go.0),
            stop = futures::FutureExt::fuse(Stop::expect_signal()) => Err(Error::new("Stopped", stop.0.to_string())),
        }
    } => "
        start => -
        sig Stop 3 => fail Stopped: 3";
    a_signal_sent_twice_with_one_id_counts_once: { Ok((Go::expect_signal().await.0, Go::expect_signal().await.0)) } => "
        start => -
        sig Go 1 m1 => -
        sig Go 1 m1 => ignored
        sig Go 1 m2 => done [1,1]";
    a_signal_after_the_end_is_ignored: { Ok(()) } => "
        start => done null
        sig Go 1 => ignored";
    a_signal_of_another_shape_is_rejected_and_waiting_goes_on: { Ok(Go::expect_signal().await.0) } => r#"
        start => -
        sig Go "x" => reject Go 0
        sig Go 2 => done 2"#;
    rejected_signals_between_good_ones_are_skipped: {
        a(1).await?;
        Ok((Go::expect_signal().await.0, Go::expect_signal().await.0))
    } => r#"
        start => a#0(1)
        sig Go 1 => -
        sig Go {} => -
        sig Go 3 => -
        ok 0 2 => reject Go 1; done [1,3]"#;
    a_wait_given_up_loses_no_signal: {
        let _ = timeout(Go::expect_signal(), duration(1, Second)).await;
        Ok(Go::expect_signal().await.0)
    } => "
        start => timer#0@1000
        +1000 fire 0 => -
        sig Go 5 => done 5";
    a_signal_in_time_cancels_the_limit: { Ok(timeout(Go::expect_signal(), duration(1, Day)).await.is_ok()) } => "
        start => timer#0@86400000
        +5 sig Go 1 => cancel#0; done true";
    a_signal_too_late_finds_the_limit_passed: {
        match timeout(Go::expect_signal(), duration(1, Day)).await {
            Ok(_) => Err("in time".into()),
            Err(TimedOut) => a(1).await,
        }
    } => "
        start => timer#0@86400000
        +86400000 fire 0 => a#1(1)
        sig Go 1 => -
        ok 1 2 => done 2";
    a_handler_sees_signals: {
        let total = Rc::new(Cell::new(0));
        let sum = Rc::clone(&total);
        Go::on_signal(move |go| sum.set(sum.get() + go.0));
        a(1).await?;
        Ok(total.get())
    } => "
        start => a#0(1)
        sig Go 1 => -
        sig Go 2 => -
        ok 0 2 => done 3";
    a_handler_sees_signals_that_came_before_it: {
        a(1).await?;
        let total = Rc::new(Cell::new(0));
        let sum = Rc::clone(&total);
        Go::on_signal(move |go| sum.set(sum.get() + go.0));
        b(1).await?;
        Ok(total.get())
    } => "
        start => a#0(1)
        sig Go 5 => -
        ok 0 2 => b#1(1)
        ok 1 2 => done 5";
    a_waiter_comes_before_a_handler: {
        let handled = Rc::new(RefCell::new(Vec::new()));
        let list = Rc::clone(&handled);
        Go::on_signal(move |go| list.borrow_mut().push(go.0));
        let waited = Go::expect_signal().await.0;
        a(1).await?;
        Ok((waited, handled.take()))
    } => "
        start => -
        sig Go 1 => a#0(1)
        sig Go 2 => -
        ok 0 2 => done [1,[2]]";
    a_handler_sees_what_a_waiter_gave_up: {
        let handled = Rc::new(RefCell::new(Vec::new()));
        let list = Rc::clone(&handled);
        let limit = timeout(Go::expect_signal(), duration(1, Second)).await;
        Go::on_signal(move |go| list.borrow_mut().push(go.0));
        a(1).await?;
        Ok((limit.is_err(), handled.take()))
    } => "
        start => timer#0@1000
        +1000 fire 0 => a#1(1)
        sig Go 9 => -
        ok 1 2 => done [true,[9]]";
    a_disposed_handler_sees_nothing: {
        let total = Rc::new(Cell::new(0));
        let sum = Rc::clone(&total);
        let handler = Go::on_signal(move |go| sum.set(sum.get() + go.0));
        a(1).await?;
        handler.dispose();
        b(1).await?;
        Ok((total.get(), Go::expect_signal().await.0))
    } => "
        start => a#0(1)
        sig Go 1 => -
        ok 0 2 => b#1(1)
        sig Go 2 => -
        ok 1 2 => done [1,2]";
    a_handler_may_spawn_durable_calls: {
        Go::on_signal(|go| { spawn(async move { b(go.0).await.unwrap(); }); });
        a(1).await
    } => "
        start => a#0(1)
        sig Go 5 => b#1(5)
        ok 1 6 => -
        ok 0 2 => done 2";
    a_handler_rejects_what_it_can_not_read: {
        let total = Rc::new(Cell::new(0));
        let sum = Rc::clone(&total);
        Go::on_signal(move |go| sum.set(sum.get() + go.0));
        a(1).await?;
        Ok(total.get())
    } => r#"
        start => a#0(1)
        sig Go "x" => reject Go 0
        sig Go 2 => -
        ok 0 2 => done 2"#;
    a_panic_in_a_handler_fails_the_workflow: { Go::on_signal(|_| panic!("handled badly")); a(1).await } => "
        start => a#0(1)
        sig Go 1 => fail Panicked: handled badly";
    a_condition_that_holds_is_no_wait: { condition(|| true).await; Ok(1) } => "start => done 1";
    a_condition_waits_for_a_handler: {
        let go = Rc::new(Cell::new(false));
        let set = Rc::clone(&go);
        Go::on_signal(move |_| set.set(true));
        condition(move || go.get()).await;
        a(1).await
    } => "
        start => -
        sig Stop 1 => -
        sig Go 1 => a#0(1)
        ok 0 2 => done 2";
    a_condition_may_count: {
        let count = Rc::new(Cell::new(0));
        let add = Rc::clone(&count);
        Go::on_signal(move |_| add.set(add.get() + 1));
        condition(move || count.get() >= 3).await;
        Ok(())
    } => "
        start => -
        sig Go 1 => -
        sig Go 1 => -
        sig Go 1 => done null";
    a_condition_sees_what_spawned_futures_do: {
        let done = Rc::new(Cell::new(0));
        for n in 0..2 {
            let done = Rc::clone(&done);
            spawn(async move { a(n).await.unwrap(); done.set(done.get() + 1); });
        }
        condition(move || done.get() == 2).await;
        Ok(())
    } => "
        start => a#0(0); a#1(1)
        ok 1 1 => -
        ok 0 1 => done null";
    a_condition_may_look_at_the_clock: {
        let begin = now();
        condition(move || now() > begin).await;
        Ok(())
    } => "
        start => -
        +1 sig Any 1 => done null";
    a_condition_with_a_limit_gives_up: { Ok(timeout(condition(|| false), duration(1, Second)).await.is_err()) } => "
        start => timer#0@1000
        +1000 fire 0 => done true";
    two_conditions_on_one_change_are_both_met: {
        let value = Rc::new(Cell::new(0));
        let set = Rc::clone(&value);
        Go::on_signal(move |go| set.set(go.0));
        let (x, y) = (Rc::clone(&value), value);
        futures::join!(condition(move || x.get() > 0), condition(move || y.get() > 1));
        Ok(())
    } => "
        start => -
        sig Go 1 => -
        sig Go 2 => done null";
    a_condition_may_make_another_one_true: {
        let (x, y) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(false)));
        let (set_x, set_y) = (Rc::clone(&x), Rc::clone(&y));
        Go::on_signal(move |_| set_x.set(true));
        spawn(async move { condition(move || x.get()).await; set_y.set(true); });
        condition(move || y.get()).await;
        Ok(())
    } => "
        start => -
        sig Go 1 => done null";
    human_approval_with_a_deadline: {
        let approved = Rc::new(Cell::new(None));
        let (yes, no) = (Rc::clone(&approved), Rc::clone(&approved));
        Go::on_signal(move |_| yes.set(Some(true)));
        Stop::on_signal(move |_| no.set(Some(false)));
        let asked = Rc::clone(&approved);
        match timeout(condition(move || asked.get().is_some()), duration(2, Days)).await {
            Ok(()) if approved.get() == Some(true) => a(1).await,
            Ok(()) => Err("refused".into()),
            Err(TimedOut) => Err("nobody answered".into()),
        }
    } => "
        start => timer#0@172800000
        +1000 sig Stop 1 => cancel#0; fail refused";
}

#[test]
fn a_query_looks_at_the_state_and_leaves_no_trace() {
    let workflow = workflow!({
        let done = Rc::new(Cell::new(0u64));
        let seen = Rc::clone(&done);
        on_query("progress", move |extra: u64| Ok(seen.get() + extra));
        on_query("calls", |()| {
            drop(a(1));
            Ok(())
        });
        on_query("random", |()| Ok(random()));
        on_query("spawns", |()| {
            drop(spawn(async {}));
            Ok(())
        });
        on_query("patches", |()| Ok(patched("x")));
        on_query("handles", |()| {
            drop(Stop::on_signal(|_| ()));
            Ok(())
        });
        for n in 0..2 {
            a(n).await?;
            done.set(done.get() + 1);
        }
        Ok(())
    });
    let (mut run, _) =
        Execution::start(&workflow, Started::new("w", "x", Payload::null()), Timestamp(1)).unwrap();
    let ask = |run: &Execution| run.query("progress", &Payload::of(&10).unwrap()).unwrap().text().to_owned();
    assert_eq!(ask(&run), "10");
    run.apply(HistoryEvent { at: Timestamp(2), what: crate::script::parse("ok 0 1") }).unwrap();
    assert_eq!(ask(&run), "11");
    let unknown = run.query("speed", &Payload::null()).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "UnknownQuery: workflow `w` has no query `speed`; it has: `progress`, `calls`, `random`, `spawns`, `patches`, `handles`"
    );
    for name in ["calls", "random", "spawns", "patches", "handles"] {
        let error = run.query(name, &Payload::null()).unwrap_err();
        assert_eq!(error.to_string(), "Panicked: a query only looks: it cannot make durable calls", "{name}");
    }
    let Applied::Step(step) =
        run.apply(HistoryEvent { at: Timestamp(3), what: crate::script::parse("ok 1 1") }).unwrap()
    else {
        panic!("ignored")
    };
    assert_eq!(crate::script::show(&step.decisions), "done null");
}
