//! Every order of completion, failure, signal, timer and cancellation: hot and cold agree, and the first one wins.

use crate::handlers::*;
use crate::script::{play, show, workflow};
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;

/// All orders of all these lines.
fn orders(events: &[&str]) -> Vec<Vec<String>> {
    if events.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for (at, first) in events.iter().enumerate() {
        let rest: Vec<&str> =
            events.iter().enumerate().filter(|(n, _)| *n != at).map(|(_, event)| *event).collect();
        for mut order in orders(&rest) {
            order.insert(0, (*first).to_owned());
            all.push(order);
        }
    }
    all
}

/// Plays an order of events; what the workflow came to. `play` compares hot with cold at each of them.
fn outcome(workflow: WorkflowEntry, order: &[String]) -> String {
    let mut script = "start => ?\n".to_owned();
    for event in order {
        script += &format!("+10 {event} => ?\n");
    }
    let (_, _, history) = play(workflow, &script);
    let last = history.last().unwrap();
    show(last.decisions.last().map_or(&[][..], std::slice::from_ref))
}

#[test]
fn the_first_of_task_signal_and_timer_wins() {
    let race = workflow!({
        futures::select_biased! {
            x = futures::FutureExt::fuse(a(1)) => x.map(|_| "task".to_owned()),
            _ = futures::FutureExt::fuse(Go::expect_signal()) => Ok("signal".to_owned()),
            () = futures::FutureExt::fuse(duration(1, Day)) => Ok("timer".to_owned()),
        }
    });
    for order in orders(&["ok 0 2", "sig Go 1", "fire 1", "sig Stop 1"]) {
        let first = order.iter().find(|event| !event.starts_with("sig Stop")).unwrap();
        let wanted = match first.as_str() {
            "ok 0 2" => "done \"task\"",
            "sig Go 1" => "done \"signal\"",
            _ => "done \"timer\"",
        };
        assert_eq!(outcome(race, &order), wanted, "{order:?}");
    }
}

#[test]
fn a_join_of_everything_takes_any_order() {
    let all = workflow!({
        let (x, y, go, ()) = futures::join!(a(1), b(2), Go::expect_signal(), duration(1, Day));
        Ok(x? + y? + go.0)
    });
    for order in orders(&["ok 0 10", "ok 1 20", "sig Go 5", "fire 2", "sig Stop 1"]) {
        // The workflow may be over before the signal that it does not want.
        assert_eq!(outcome(all, &order).replace('-', "done 35"), "done 35", "{order:?}");
    }
}

#[test]
fn a_try_join_fails_with_the_first_failure() {
    let both = workflow!({
        let (x, y) = futures::try_join!(a(1), b(2))?;
        Ok(x + y)
    });
    for order in orders(&["err 0 Left", "err 1 Right", "sig Go 1"]) {
        let first = order.iter().find(|event| event.starts_with("err")).unwrap();
        let wanted = if first.contains("Left") { "fail Left" } else { "fail Right" };
        assert_eq!(outcome(both, &order), wanted, "{order:?}");
    }
}

#[test]
fn a_cancellation_at_any_point_leads_to_the_clean_up() {
    let order = workflow!({
        let body = until_cancelled(async {
            let paid = a(1).await?;
            Go::expect_signal().await;
            duration(1, Second).await;
            b(paid).await
        });
        match body.await {
            Ok(Ok(shipped)) => Ok(shipped),
            _ => {
                c(9).await?;
                Err(Error::cancelled())
            }
        }
    });
    let happy = ["ok 0 2", "sig Go 1", "fire 1", "ok 2 3"];
    for at in 0..=happy.len() {
        let mut events: Vec<String> = happy.iter().map(|event| (*event).to_owned()).collect();
        events.insert(at, "cancel".to_owned());
        // The clean-up's number depends on how many calls came before it.
        events.extend((1..4).map(|seq| format!("ok {seq} 0")));
        let (said, ..) = play(
            order,
            &("start => ?\n".to_owned()
                + &events.iter().map(|event| format!("{event} => ?\n")).collect::<String>()),
        );
        if at < happy.len() {
            assert!(said.contains("c#") && said.contains("fail Cancelled"), "cancelled before {at}: {said}");
        } else {
            assert!(said.contains("done 3") && !said.contains("c#"), "cancelled too late: {said}");
        }
    }
}

#[test]
fn a_time_out_race_is_decided_by_order_alone() {
    let race = workflow!({ Ok(timeout(Go::expect_signal(), duration(1, Second)).await.is_ok()) });
    assert_eq!(outcome(race, &["sig Go 1".into(), "fire 0".into()]), "done true");
    assert_eq!(outcome(race, &["fire 0".into(), "sig Go 1".into()]), "done false");
}

#[test]
fn duplicates_and_late_events_change_nothing_in_any_order() {
    let work = workflow!({
        let (x, y) = futures::join!(a(1), b(2));
        Ok((x?, y?, Go::expect_signal().await.0))
    });
    for order in orders(&["ok 0 10", "ok 1 20", "sig Go 5 m1", "ok 0 99", "sig Go 6 m1"]) {
        let first = |prefix: &str| order.iter().find(|event| event.starts_with(prefix)).unwrap().clone();
        let x = first("ok 0").replace("ok 0 ", "");
        let go = first("sig").replace("sig Go ", "").replace(" m1", "");
        let (said, ..) = play(
            work,
            &("start => ?\n".to_owned()
                + &order.iter().map(|event| format!("{event} => ?\n")).collect::<String>()),
        );
        assert!(said.contains(&format!("done [{x},20,{go}]")), "{order:?}: {said}");
        assert_eq!(said.matches("done").count(), 1);
    }
}
