//! A watched replay knows where in the source code each call was made.

use crate::handlers::*;
use crate::script::{play, workflow};
use eventual_runtime_engine::units::*;
use eventual_runtime_engine::*;
use std::cell::Cell;
use std::time::Duration;

thread_local! {
    static CHANGED: Cell<bool> = const { Cell::new(false) };
    static LOGS: Cell<u32> = const { Cell::new(0) };
}

/// The lines of this file that hold the marker, from 1.
fn line(marker: &str) -> u32 {
    let marker = format!("// here: {marker}");
    let at = include_str!("places.rs").lines().position(|line| line.ends_with(&marker));
    at.map_or_else(|| panic!("no line ends with `{marker}`"), |at| u32::try_from(at + 1).unwrap())
}

fn is_here(place: Option<Place>, marker: &str) {
    let place = place.unwrap_or_else(|| panic!("no place for `{marker}`"));
    assert!(place.file().ends_with("places.rs"), "{place}");
    assert_eq!(place.line(), line(marker), "{marker}");
}

async fn helper() -> Result<u64> {
    a(2).await // here: helper
}

fn sample() -> WorkflowEntry {
    workflow!({
        if !is_replaying() {
            LOGS.set(LOGS.get() + 1);
        }
        a(1).await?; // here: task
        helper().await?;
        let _ = patched("change"); // here: patch
        let _ = timeout(Go::expect_signal(), duration(1, Day)).await; // here: signal
        let _ = timeout(Go::expect_signal(), Duration::from_secs(5)).await; // here: limit
        emit(reserve().expect("inside"), Vec::new()); // here: emit
        if CHANGED.get() {
            b(9).await?; // here: changed
        } else {
            a(9).await?; // here: last
        }
        condition(|| false).await; // here: condition
        Ok(())
    })
}

const SCRIPT: &str = "
    start => a#0(1)
    ok 0 2 => a#1(2)
    ok 1 3 => patch change; timer#2@86400000
    sig Go 1 => cancel#2; timer#3@5000
    +5000 fire 3 => emit#4 ; a#5(9)
    ok 5 1 => -";

fn history() -> Vec<Step> {
    CHANGED.set(false);
    play(sample(), SCRIPT).2
}

#[test]
fn every_call_has_its_place() {
    let history = history();
    let mut replay = Replay::new(&sample(), Strictness::Calls);
    let marks = ["task", "helper", "patch", "signal", "limit", "emit", "last"];
    let mut decisions = Vec::new();
    for step in &history {
        replay.step(step).expect("a faithful replay");
        decisions.extend(step.decisions.iter().map(Call::of));
    }
    let mut marks = marks.iter();
    for call in decisions.iter().filter(|call| call.kind != Kind::Cancel) {
        is_here(replay.place(call), marks.next().expect("as many calls as marks"));
    }
    let [Waiting::Condition { place }] = replay.waiting()[..] else { panic!("{:?}", replay.waiting()) };
    is_here(place, "condition");
}

#[test]
fn what_is_waited_for_has_its_place() {
    let history = history();
    let mut replay = Replay::new(&sample(), Strictness::Calls);
    history[..3].iter().for_each(|step| replay.step(step).expect("a faithful replay"));
    match &replay.waiting()[..] {
        [Waiting::Call { seq: 2, kind: Kind::Timer, place: timer }, Waiting::Signal { name, place }] => {
            assert_eq!(name, "Go");
            is_here(*timer, "signal");
            is_here(*place, "signal");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_call_that_diverges_has_its_place() {
    let history = history();
    CHANGED.set(true);
    let mut replay = Replay::new(&sample(), Strictness::Calls);
    let fault = history.iter().find_map(|step| replay.step(step).err());
    let Some(Fault::NotDeterministic(found)) = fault else { panic!("{fault:?}") };
    assert_eq!(found.step, 4);
    is_here(replay.place(found.made.as_ref().expect("a call")), "changed");
}

#[test]
fn logs_are_silent_on_a_plain_replay_and_shown_on_a_watched_one() {
    let history = history();
    LOGS.set(0);
    Execution::replay(&sample(), &history, Strictness::Calls).expect("a faithful replay");
    assert_eq!(LOGS.get(), 0);
    let mut replay = Replay::new(&sample(), Strictness::Calls);
    replay.step(&history[0]).expect("a faithful replay");
    assert_eq!(LOGS.get(), 1);
}

#[test]
fn a_watched_replay_refuses_what_is_no_history() {
    let history = history();
    let mut replay = Replay::new(&sample(), Strictness::Calls);
    assert_eq!(replay.step(&history[1]), Err(Fault::Damaged("it does not begin with a start")));
    assert_eq!(replay.status(), Status::Running);
    assert!(replay.waiting().is_empty());
}
