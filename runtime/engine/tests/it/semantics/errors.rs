//! Errors of calls, typed and not, and of values that cannot be written or read.

use crate::handlers::*;
use crate::script::cases;
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;

cases! {
    a_typed_error_comes_back_as_its_variant: { Ok(charge(1).await == Err(CardError::Declined)) } => "
        start => charge#0(1)
        err 0 Declined => done true";
    an_error_the_enum_does_not_know_lands_in_its_other_variant: {
        Ok(charge(1).await == Err(CardError::Other("TimedOut".into())))
    } => "
        start => charge#0(1)
        err 0 TimedOut => done true";
    an_input_without_json_form_fails_the_call_and_sends_nothing: {
        let name = takes_unwritable(Unwritable).await.unwrap_err().name;
        a(1).await?;
        Ok(name)
    } => r#"
        start => a#1(1)
        ok 1 2 => done "BadPayload""#;
    a_result_of_another_shape_is_a_fault_that_names_the_call: { a(1).await } => r#"
        start => a#0(1)
        ok 0 "x" => fault: workflow `w` cannot read the result of call #0, task `a`: BadPayload: has another shape than expected: invalid type: string "x", expected u64 at line 1 column 3; give the type back a shape that accepts it"#;
    a_compensation_runs_after_a_failure: {
        let paid = a(1).await?;
        match b(paid).await {
            Ok(shipped) => Ok(shipped),
            Err(error) => {
                c(paid).await?;
                Err(error)
            }
        }
    } => "
        start => a#0(1)
        ok 0 2 => b#1(2)
        err 1 NoStock => c#2(2)
        ok 2 0 => fail NoStock";
    a_panic_fails_the_workflow: { if a(1).await? > 1 { panic!("too much") } Ok(()) } => "
        start => a#0(1)
        ok 0 2 => fail Panicked: too much";
    a_panic_at_the_start_fails_the_workflow: { if true { panic!("no {}", "way") } Ok(()) } =>
        "start => fail Panicked: no way";
    what_was_decided_before_a_panic_still_counts: {
        let mut sent = Box::pin(a(1));
        let _ = futures::poll!(&mut sent);
        if true { panic!("late") }
        Ok(())
    } => "start => a#0(1); fail Panicked: late";
    waiting_for_nothing_durable_fails_the_workflow: { std::future::pending::<()>().await; Ok(()) } =>
        "start => fail NotDurable: workflow `w` is waiting for something that is not durable (a timer, socket, channel or lock of the process?); inside a workflow await only tasks, timers, signals, conditions and child workflows, and move any I/O into a task";
    waiting_for_nothing_durable_is_seen_once_the_last_call_is_over: {
        let (n, ()) = futures::join!(a(1), std::future::pending::<()>());
        n
    } => "
        start => a#0(1)
        ok 0 2 => fail NotDurable: workflow `w` is waiting for something that is not durable (a timer, socket, channel or lock of the process?); inside a workflow await only tasks, timers, signals, conditions and child workflows, and move any I/O into a task";
    waking_oneself_for_ever_fails_the_workflow: {
        std::future::poll_fn(|cx| { cx.waker().wake_by_ref(); std::task::Poll::<()>::Pending }).await;
        Ok(())
    } => "start => fail NeverSettles: workflow `w` wakes itself again and again without waiting for anything durable; wait with `condition`, a signal or a timer";
    a_wake_from_outside_between_two_events_is_not_heard: {
        // What another thread would do: wake the workflow while it waits.
        let waker = std::future::poll_fn(|cx| std::task::Poll::Ready(cx.waker().clone())).await;
        let polls = std::rc::Rc::new(std::cell::Cell::new(0));
        let count = std::rc::Rc::clone(&polls);
        OUTSIDE.set(Some(waker));
        let counted = std::future::poll_fn(move |_| { count.set(count.get() + 1); std::task::Poll::<()>::Pending });
        let (n, ()) = futures::join!(a(1), async { futures::select_biased! {
            () = futures::FutureExt::fuse(counted) => (),
            _ = futures::FutureExt::fuse(Stop::expect_signal()) => (),
        } });
        Ok((n?, polls.get()))
    } => "
        start => a#0(1)
        sig Go 1 => -
        sig Go 1 => -
        ok 0 2 => -
        sig Stop 1 => done [2,3]";
    yielding_a_few_times_is_fine: {
        for _ in 0..100 {
            let mut yielded = false;
            std::future::poll_fn(|cx| {
                cx.waker().wake_by_ref();
                if std::mem::replace(&mut yielded, true) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            }).await;
        }
        Ok(())
    } => "start => done null";
    an_output_without_json_form_fails_the_workflow: { a(1).await?; Ok(Unwritable) } => "
        start => a#0(1)
        ok 0 2 => fail BadPayload: cannot be written as JSON: no JSON form";
    the_host_can_end_an_execution: { a(1).await } => "
        start => a#0(1)
        end TimedOut => fail TimedOut
        ok 0 2 => ignored";
    retry_options_travel_with_the_call: { retried(1).await } => r#"
        start => retried#0(1) {"retry":{"max_attempts":3,"interval":1000,"backoff":2.0,"max_interval":60000}}
        ok 0 1 => done 1"#;
    options_of_a_call_win: {
        retried(1).retry(RetryPolicy::never()).timeout(std::time::Duration::from_secs(5)).await
    } => r#"
        start => retried#0(1) {"timeout":5000}
        ok 0 1 => done 1"#;
    heartbeat_and_total_time_outs_travel_with_the_call: {
        a(1).heartbeat_timeout(Minute.times(1)).total_timeout(Hour.times(1)).await
    } => r#"
        start => a#0(1) {"total_timeout":3600000,"heartbeat_timeout":60000}
        ok 0 1 => done 1"#;
    a_heartbeat_time_out_is_an_error_like_others: { Ok(a(1).await.unwrap_err().is_timeout()) } => "
        start => a#0(1)
        err 0 HeartbeatTimedOut => done true";
    an_error_of_std_becomes_a_failure: { let n: u64 = "x".parse()?; a(n).await } =>
        "start => fail invalid digit found in string";
}

thread_local! { pub static OUTSIDE: std::cell::Cell<Option<std::task::Waker>> = const { std::cell::Cell::new(None) }; }
