//! Several things at once: join, select, streams of futures, spawn.

use crate::handlers::*;
use crate::script::cases;
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;
use futures::future::{join_all, select, select_all, try_join_all};
use futures::stream::{FuturesUnordered, StreamExt};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

cases! {
    join_sends_all_at_once: { let (x, y) = futures::join!(a(1), b(2)); Ok(x? + y?) } => "
        start => a#0(1); b#1(2)
        ok 0 10 => -
        ok 1 20 => done 30";
    join_takes_results_in_any_order: { let (x, y) = futures::join!(a(1), b(2)); Ok((x?, y?)) } => "
        start => a#0(1); b#1(2)
        ok 1 20 => -
        ok 0 10 => done [10,20]";
    numbers_follow_the_calls_not_the_polls: {
        let first = a(1);
        let second = b(2);
        let y = second.await?;
        Ok(first.await? + y)
    } => "
        start => b#1(2)
        ok 1 20 => a#0(1)
        ok 0 10 => done 30";
    join_waits_for_all_even_if_one_fails: { let (x, y) = futures::join!(a(1), b(2)); Ok((x.is_ok(), y.is_ok())) } => "
        start => a#0(1); b#1(2)
        err 0 Bad => -
        ok 1 20 => done [false,true]";
    try_join_stops_at_the_first_failure: { let (x, y) = futures::try_join!(a(1), b(2))?; Ok(x + y) } => "
        start => a#0(1); b#1(2)
        err 1 Bad => fail Bad";
    try_join_succeeds_with_all: { let (x, y) = futures::try_join!(a(1), b(2))?; Ok(x + y) } => "
        start => a#0(1); b#1(2)
        ok 1 20 => -
        ok 0 10 => done 30";
    join_of_chains_interleaves: {
        let chain = |n| async move { b(a(n).await?).await };
        let (x, y) = futures::join!(chain(1), chain(2));
        Ok(x? + y?)
    } => "
        start => a#0(1); a#1(2)
        ok 1 5 => b#2(5)
        ok 0 6 => b#3(6)
        ok 3 7 => -
        ok 2 8 => done 15";
    join_all_of_three: { join_all((0..3).map(a)).await.into_iter().collect::<Result<Vec<_>>>() } => "
        start => a#0(0); a#1(1); a#2(2)
        ok 2 30 => -
        ok 0 10 => -
        ok 1 20 => done [10,20,30]";
    join_all_of_none: { Ok(join_all((0..0).map(a)).await.len()) } => "start => done 0";
    try_join_all_stops_early: { try_join_all((0..3).map(a)).await } => "
        start => a#0(0); a#1(1); a#2(2)
        ok 2 30 => -
        err 0 Bad => fail Bad";
    select_takes_whatever_is_first: {
        match select(a(1), b(2)).await {
            futures::future::Either::Left((x, _)) => x,
            futures::future::Either::Right((y, _)) => y,
        }
    } => "
        start => a#0(1); b#1(2)
        ok 1 20 => done 20
        ok 0 10 => ignored";
    the_loser_of_a_select_can_be_awaited_later: {
        match select(a(1), b(2)).await {
            futures::future::Either::Left((x, rest)) => Ok((x?, rest.await?)),
            futures::future::Either::Right((y, rest)) => Ok((y?, rest.await?)),
        }
    } => "
        start => a#0(1); b#1(2)
        ok 1 20 => -
        ok 0 10 => done [20,10]";
    select_between_task_and_timer: {
        futures::select_biased! {
            x = futures::FutureExt::fuse(a(1)) => Ok(x?),
            () = futures::FutureExt::fuse(duration(1, Second)) => Ok(0),
        }
    } => "
        start => a#0(1); timer#1@1000
        +1000 fire 1 => done 0";
    a_random_select_makes_the_same_calls_in_the_same_order: {
        let mut x = futures::FutureExt::fuse(a(1));
        let mut y = futures::FutureExt::fuse(b(2));
        futures::select! { x = x => x, y = y => y }
    } => "
        start => a#0(1); b#1(2)
        ok 0 10 => done 10";
    select_all_takes_the_first: { Ok(select_all((0..3).map(a)).await.1) } => "
        start => a#0(0); a#1(1); a#2(2)
        ok 1 5 => done 1";
    futures_unordered_yields_in_order_of_completion: {
        let mut calls: FuturesUnordered<_> = (0..3).map(a).collect();
        let mut order = Vec::new();
        while let Some(n) = calls.next().await { order.push(n?); }
        Ok(order)
    } => "
        start => a#0(0); a#1(1); a#2(2)
        ok 1 20 => -
        ok 2 30 => -
        ok 0 10 => done [20,30,10]";
    buffer_unordered_keeps_so_many_under_way: {
        let stream = futures::stream::iter((0..4).map(a)).buffer_unordered(2);
        Ok(stream.map(|n| n.unwrap()).collect::<Vec<_>>().await)
    } => "
        start => a#0(0); a#1(1)
        ok 1 10 => a#2(2)
        ok 2 20 => a#3(3)
        ok 0 30 => -
        ok 3 40 => done [10,20,30,40]";
    buffered_keeps_the_order: {
        let stream = futures::stream::iter((0..3).map(a)).buffered(2);
        Ok(stream.map(|n| n.unwrap()).collect::<Vec<_>>().await)
    } => "
        start => a#0(0); a#1(1)
        ok 1 10 => -
        ok 0 20 => a#2(2)
        ok 2 30 => done [20,10,30]";
    a_saga_undoes_in_reverse: {
        let mut done = Vec::new();
        for n in 0..3 {
            match a(n).await {
                Ok(_) => done.push(n),
                Err(error) => {
                    for n in done.into_iter().rev() { b(n).await?; }
                    return Err(error);
                }
            }
        }
        Ok(())
    } => "
        start => a#0(0)
        ok 0 1 => a#1(1)
        ok 1 1 => a#2(2)
        err 2 Bad => b#3(1)
        ok 3 1 => b#4(0)
        ok 4 1 => fail Bad";
    a_spawned_future_runs_beside: {
        let beside = spawn(async { b(2).await });
        let x = a(1).await?;
        Ok(x + beside.await?)
    } => "
        start => a#0(1); b#1(2)
        ok 1 20 => -
        ok 0 10 => done 30";
    a_spawned_future_without_a_handle_runs_on: {
        let seen = Rc::new(Cell::new(0));
        let inside = Rc::clone(&seen);
        spawn(async move { inside.set(b(2).await.unwrap()); });
        a(1).await?;
        Ok(seen.get())
    } => "
        start => a#0(1); b#1(2)
        ok 1 20 => -
        ok 0 10 => done 20";
    what_was_spawned_ends_with_the_workflow: { spawn(async { b(2).await }); a(1).await } => "
        start => a#0(1); b#1(2)
        ok 0 10 => done 10
        ok 1 20 => ignored";
    spawned_futures_run_in_the_order_they_were_made: {
        let order = Rc::new(RefCell::new(Vec::new()));
        let handles: Vec<_> = (0..4).map(|n| { let order = Rc::clone(&order); spawn(async move { order.borrow_mut().push(n) }) }).collect();
        join_all(handles).await;
        Ok(order.take())
    } => "start => done [0,1,2,3]";
    a_spawned_future_may_spawn: { spawn(async { spawn(async { a(1).await }).await }).await } => "
        start => a#0(1)
        ok 0 2 => done 2";
    an_aborted_future_makes_no_more_calls: {
        let beside = spawn(async { b(2).await?; c(3).await });
        a(1).await?;
        beside.abort();
        a(4).await
    } => "
        start => a#0(1); b#1(2)
        ok 0 10 => a#2(4)
        ok 1 20 => ignored
        ok 2 5 => done 5";
    a_panic_in_a_spawned_future_fails_the_workflow: { spawn(async { panic!("beside") }); a(1).await } =>
        "start => a#0(1); fail Panicked: beside";
    state_that_is_not_send_lives_across_awaits: {
        let total = Rc::new(Cell::new(0));
        for n in 0..2 { total.set(total.get() + a(n).await?); }
        Ok(total.get())
    } => "
        start => a#0(0)
        ok 0 10 => a#1(1)
        ok 1 20 => done 30";
    a_channel_between_parts_of_a_workflow_works: {
        let (sender, receiver) = futures::channel::oneshot::channel();
        spawn(async move { let _ = sender.send(a(1).await.unwrap()); });
        receiver.await.map_err(Error::other)
    } => "
        start => a#0(1)
        ok 0 7 => done 7";
    dropping_a_call_forgets_its_result: {
        let mut call = a(1);
        let _ = futures::poll!(&mut call);
        drop(call);
        b(2).await
    } => "
        start => a#0(1); b#1(2)
        ok 0 10 => ignored
        ok 1 20 => done 20";
    emitting_takes_a_number_and_no_result: {
        let call = reserve().unwrap();
        emit(call, vec![Emitted { name: "Placed".into(), payload: Payload::of(&1).unwrap() }]);
        a(1).await
    } => "
        start => emit#0 Placed1; a#1(1)
        ok 1 2 => done 2";
    sending_a_signal_takes_a_number_and_no_result: {
        send_signal(reserve().unwrap(), "other", "Go", &Go(1))?;
        a(1).await
    } => "
        start => signal#0 other Go1; a#1(1)
        ok 1 2 => done 2";
}
