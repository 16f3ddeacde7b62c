//! Cancellation: what waits is cut off, clean-up runs.

use crate::handlers::*;
use crate::script::cases;
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;

cases! {
    a_task_that_is_waited_for_answers_cancelled: { a(1).await } => "
        start => a#0(1)
        cancel => cancel#0; fail Cancelled: the execution was cancelled";
    the_reason_is_in_the_error: { a(1).await } => "
        start => a#0(1)
        cancel sold out => cancel#0; fail Cancelled: the execution was cancelled: sold out";
    the_reason_is_in_the_error_of_a_workflow_that_only_waits: { Ok(Go::expect_signal().await.0) } => "
        start => -
        cancel sold out => fail Cancelled: the execution was cancelled: sold out";
    clean_up_runs_after_a_cancelled_task: {
        match a(1).await {
            Err(error) if error.is_cancelled() => { b(9).await?; Err(error) }
            other => other,
        }
    } => "
        start => a#0(1)
        cancel => cancel#0; b#1(9)
        ok 1 10 => fail Cancelled: the execution was cancelled";
    a_cancelled_workflow_may_still_succeed: { if a(1).await.is_err() { b(2).await } else { Ok(0) } } => "
        start => a#0(1)
        cancel => cancel#0; b#1(2)
        ok 1 3 => done 3";
    a_second_cancellation_is_ignored: { if a(1).await.is_err() { b(2).await } else { Ok(0) } } => "
        start => a#0(1)
        cancel => cancel#0; b#1(2)
        cancel => ignored
        ok 1 3 => done 3";
    the_result_of_a_cancelled_task_is_ignored: { if a(1).await.is_err() { b(2).await } else { Ok(0) } } => "
        start => a#0(1)
        cancel => cancel#0; b#1(2)
        ok 0 7 => ignored
        ok 1 3 => done 3";
    a_sleeping_workflow_ends: { duration(1, Day).await; a(1).await } => "
        start => timer#0@86400000
        cancel => cancel#0; fail Cancelled: the execution was cancelled
        fire 0 => ignored";
    a_workflow_that_waits_for_a_signal_ends: { Ok(Go::expect_signal().await.0) } => "
        start => -
        cancel => fail Cancelled: the execution was cancelled";
    a_workflow_that_waits_for_a_condition_ends: { condition(|| false).await; Ok(()) } => "
        start => -
        cancel => fail Cancelled: the execution was cancelled";
    a_time_out_around_a_signal_ends: { Ok(timeout(Go::expect_signal(), duration(1, Day)).await.is_ok()) } => "
        start => timer#0@86400000
        cancel => cancel#0; fail Cancelled: the execution was cancelled";
    a_time_out_around_a_task_passes_its_error_on: { timeout(a(1), duration(1, Day)).await? } => "
        start => a#0(1); timer#1@86400000
        cancel => cancel#0; cancel#1; fail Cancelled: the execution was cancelled";
    all_that_is_waited_for_is_told: { let (x, y) = futures::join!(a(1), b(2)); x.and(y) } => "
        start => a#0(1); b#1(2)
        cancel => cancel#0; cancel#1; fail Cancelled: the execution was cancelled";
    until_cancelled_gives_a_sleeper_its_clean_up: {
        match until_cancelled(async { loop { duration(1, Day).await; a(1).await.unwrap(); } }).await {
            Ok(()) => Ok(0),
            Err(error) => { assert!(error.is_cancelled()); b(2).await }
        }
    } => "
        start => timer#0@86400000
        +86400000 fire 0 => a#1(1)
        ok 1 2 => timer#2@172800000
        cancel => cancel#2; b#3(2)
        ok 3 3 => done 3";
    until_cancelled_without_cancellation_is_the_future: { until_cancelled(a(1)).await? } => "
        start => a#0(1)
        ok 0 2 => done 2";
    until_cancelled_prefers_the_future_s_own_end: {
        Ok(until_cancelled(async { a(1).await.unwrap_err().name }).await)
            .map(|name: Result<String>| name.unwrap())
    } => r#"
        start => a#0(1)
        cancel => cancel#0; done "Cancelled""#;
    cancelled_can_be_waited_for: {
        let beside = spawn(async { cancelled().await; b(2).await });
        a(1).await.ok();
        beside.await
    } => "
        start => a#0(1)
        cancel => cancel#0; b#1(2)
        ok 1 3 => done 3";
    waiting_only_for_cancellation_is_a_wait: { cancelled().await; Ok(1) } => "
        start => -
        cancel => done 1";
    is_cancelled_tells: { let before = is_cancelled(); a(1).await.ok(); Ok((before, is_cancelled())) } => "
        start => a#0(1)
        cancel => cancel#0; done [false,true]";
    what_is_uncancellable_goes_on: { uncancellable(async { b(a(1).await?).await }).await } => "
        start => a#0(1)
        cancel => -
        ok 0 2 => b#1(2)
        ok 1 3 => done 3";
    an_uncancellable_part_finishes_before_the_rest_ends: {
        let (safe, rest) = futures::join!(uncancellable(a(1)), b(2));
        safe?;
        rest
    } => "
        start => a#0(1); b#1(2)
        cancel => cancel#1
        ok 0 2 => fail Cancelled: the execution was cancelled";
    what_is_spawned_inside_of_uncancellable_is_uncancellable: {
        uncancellable(async { spawn(async { a(1).await }).await }).await
    } => "
        start => a#0(1)
        cancel => -
        ok 0 2 => done 2";
    clean_up_may_sleep_and_wait: {
        if a(1).await.is_err() { duration(1, Second).await; Go::expect_signal().await; }
        Ok(1)
    } => "
        start => a#0(1)
        cancel => cancel#0; timer#1@1000
        +1000 fire 1 => -
        sig Go 1 => done 1";
    a_child_is_told_and_answers_cancelled: { double(1).await } => "
        start => child double#0(1)
        cancel => cancel#0; fail Cancelled: the execution was cancelled";
    a_typed_error_carries_the_cancellation: { Ok(charge(1).await == Err(CardError::Other("Cancelled".into()))) } => "
        start => charge#0(1)
        cancel => cancel#0; done true";
    a_cancellation_after_the_end_is_ignored: { Ok(()) } => "
        start => done null
        cancel => ignored";
    destructors_run_when_a_sleeper_ends: {
        struct Loud;
        impl Drop for Loud { fn drop(&mut self) { DROPPED.with(|n| n.set(n.get() + 1)); } }
        let _loud = Loud;
        duration(1, Day).await;
        Ok(())
    } => "
        start => timer#0@86400000
        cancel => cancel#0; fail Cancelled: the execution was cancelled";
}

thread_local! { static DROPPED: std::cell::Cell<u32> = const { std::cell::Cell::new(0) }; }
