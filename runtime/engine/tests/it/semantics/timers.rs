//! Timers and the clock.

use crate::handlers::*;
use crate::script::cases;
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;
use std::time::Duration;

cases! {
    a_duration_is_a_timer: { duration(1, Day).await; Ok(()) } => "
        start => timer#0@86400000
        +86400000 fire 0 => done null";
    plural_units_read_well: { duration(2, Hours).await; Ok(()) } => "
        start => timer#0@7200000
        +7200000 fire 0 => done null";
    a_sleep_is_a_timer: { sleep(Duration::from_millis(5)).await; Ok(()) } => "
        start => timer#0@5
        +5 fire 0 => done null";
    a_point_in_time_is_a_timer: { time(now() + Duration::from_secs(1)).await; Ok(()) } => "
        start => timer#0@1000
        +1000 fire 0 => done null";
    a_point_in_the_past_is_due_at_once: { time(Timestamp(999_999)).await; Ok(()) } => "
        start 0 => timer#0@-1
        fire 0 => done null";
    timers_may_last_for_years: { duration(30, Years).await; Ok(()) } => "
        start => timer#0@946080000000
        +946080000000 fire 0 => done null";
    a_timer_runs_from_when_it_was_made: {
        let timer = duration(10, Seconds);
        a(1).await?;
        timer.await;
        Ok(())
    } => "
        start => a#1(1)
        +4000 ok 1 2 => timer#0@10000
        +6000 fire 0 => done null";
    a_zero_duration_still_goes_through_the_host: { duration(0, Second).await; Ok(()) } => "
        start => timer#0@0
        fire 0 => done null";
    timers_in_a_row_add_up: { for _ in 0..3 { duration(1, Second).await; } Ok(()) } => "
        start => timer#0@1000
        +1000 fire 0 => timer#1@2000
        +1500 fire 1 => timer#2@3500
        +1000 fire 2 => done null";
    a_timer_that_fires_twice_counts_once: { duration(1, Second).await; duration(1, Second).await; Ok(()) } => "
        start => timer#0@1000
        +1000 fire 0 => timer#1@2000
        fire 0 => ignored
        +1000 fire 1 => done null";
    a_dropped_timer_is_cancelled: {
        let mut timer = duration(1, Day);
        let _ = futures::poll!(&mut timer);
        a(1).await?;
        drop(timer);
        b(1).await
    } => "
        start => timer#0@86400000; a#1(1)
        ok 1 2 => cancel#0; b#2(1)
        fire 0 => ignored
        ok 2 3 => done 3";
    a_timer_that_fired_is_not_cancelled: {
        let mut timer = duration(1, Second);
        let _ = futures::poll!(&mut timer);
        a(1).await?;
        drop(timer);
        b(1).await
    } => "
        start => timer#0@1000; a#1(1)
        +1000 fire 0 => -
        ok 1 2 => b#2(1)
        ok 2 3 => done 3";
    now_is_the_time_of_the_event: { let start = now(); a(1).await?; Ok(now().since(start).as_millis() as u64) } => "
        start => a#0(1)
        +1234 ok 0 2 => done 1234";
    now_stands_still_within_a_step: { let start = now(); Ok(now() == start) } => "start => done true";
    a_task_in_time_beats_the_limit: { Ok(timeout(a(1), duration(1, Minute)).await.is_ok()) } => "
        start => a#0(1); timer#1@60000
        +500 ok 0 2 => cancel#1; done true";
    a_late_task_loses_against_the_limit: { Ok(timeout(a(1), duration(1, Minute)).await == Err(TimedOut)) } => "
        start => a#0(1); timer#1@60000
        +60000 fire 1 => done true
        ok 0 2 => ignored";
    a_task_that_fails_in_time_is_no_time_out: { timeout(a(1), duration(1, Minute)).await? } => "
        start => a#0(1); timer#1@60000
        err 0 NoMoney => cancel#1; fail NoMoney";
    a_time_out_becomes_an_error_by_question_mark: { timeout(a(1), duration(1, Minute)).await? } => "
        start => a#0(1); timer#1@60000
        +60000 fire 1 => fail TimedOut: the time was up";
    a_limit_may_be_a_length_of_std: { Ok(timeout(a(1), Duration::from_secs(1)).await.is_err()) } => "
        start => a#0(1); timer#1@1000
        +1000 fire 1 => done true";
    a_limit_is_never_sent_for_what_is_ready: { Ok(timeout(async { 1 }, duration(1, Minute)).await.is_ok()) } =>
        "start => done true";
    a_limit_may_hold_several_calls: {
        Ok(timeout(async { a(1).await?; b(2).await }, duration(1, Minute)).await.is_err())
    } => "
        start => timer#0@60000; a#1(1)
        +100 ok 1 2 => b#2(2)
        +59900 fire 0 => done true";
    limits_nest: {
        let inner = async { timeout(a(1), duration(1, Second)).await };
        Ok(timeout(inner, duration(1, Minute)).await == Ok(Err(TimedOut)))
    } => "
        start => timer#0@60000; a#1(1); timer#2@1000
        +1000 fire 2 => cancel#0; done true";
    what_follows_a_time_out_runs: {
        if timeout(a(1), duration(1, Second)).await.is_err() { b(2).await } else { Ok(0) }
    } => "
        start => a#0(1); timer#1@1000
        +1000 fire 1 => b#2(2)
        ok 0 7 => ignored
        ok 2 3 => done 3";
    the_daily_letter_is_sent_every_day: {
        for day in 0..3 { a(day).await?; duration(1, Day).await; }
        Ok(())
    } => "
        start => a#0(0)
        ok 0 1 => timer#1@86400000
        +86400000 fire 1 => a#2(1)
        ok 2 1 => timer#3@172800000
        +86400000 fire 3 => a#4(2)
        ok 4 1 => timer#5@259200000
        +86400000 fire 5 => done null";
    time_never_goes_back: { let start = now(); a(1).await?; Ok(now() >= start) } => "
        start => a#0(1)
        ok 0 2 => done true";
}
