//! What a replay finds.

use crate::shop::{Code, deploy, history, three_runs, workflows};
use eventual_runtime_engine::Error;
use eventual_runtime_replay::{History, Options, Verdict, replay};

fn judge(history: &History, strict: bool) -> Verdict {
    replay(&workflows(), history, Options { strict }, &mut ())
}

fn with(code: Code, history: &History) -> String {
    deploy(code);
    judge(history, false).to_string()
}

/// Hides numbers of lines, which move with every edit of this crate's tests.
fn without_lines(text: &str) -> String {
    let hide = |line: &str| match line.split_once(".rs:") {
        None => line.to_owned(),
        Some((file, _)) => format!("{file}.rs:LINE"),
    };
    text.lines().map(hide).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_code_that_wrote_a_history_agrees_with_it_at_every_length() {
    for events in 0..=3 {
        for strict in [false, true] {
            let verdict = judge(&history(events), strict);
            let Verdict::Agrees { steps, runs: 1, status, waiting } = verdict else { panic!("{verdict}") };
            assert_eq!(steps, events + 1);
            assert_eq!(status, if events == 3 { "succeeded" } else { "running" });
            assert_eq!(waiting.is_empty(), events == 3);
        }
    }
}

#[test]
fn a_running_execution_shows_what_it_waits_for_and_where() {
    let text = judge(&history(1), false).to_string();
    insta::assert_snapshot!(without_lines(&text), @r"
    the code does what the history says: 2 steps, running
      it waits for timer #1 at runtime/replay/tests/it/shop.rs:LINE
      it waits for signal `Approved` at runtime/replay/tests/it/shop.rs:LINE
    ");
}

#[test]
fn another_call_is_named_with_its_line() {
    let text = with(Code::OtherTask, &history(3));
    insta::assert_snapshot!(without_lines(&text), @r#"
    the code does not do what the history says, at step 2:
      when      timer #1 fired
      recorded  task #2 `ship`
      made now  task #2 `mail`
      at        runtime/replay/tests/it/shop.rs:LINE
      guard the change with `patched("id")`, or restore what the code did
    "#);
}

#[test]
fn the_line_of_a_diverging_call_is_the_users() {
    deploy(Code::OtherTask);
    let Verdict::Diverges { place: Some(place), .. } = judge(&history(3), false) else { panic!("no place") };
    let line: usize = place.rsplit(':').nth(1).unwrap().parse().unwrap();
    let source = include_str!("shop.rs").lines().nth(line - 1).unwrap();
    assert_eq!(source.trim(), "mail(order).await?;");
}

#[test]
fn a_call_that_is_not_made_any_more_shows_what_is_waited_for_instead() {
    let text = with(Code::OtherWait, &history(3));
    insta::assert_snapshot!(without_lines(&text), @r#"
    the code does not do what the history says, at step 0:
      when      workflow `sell` started with "o-1"
      recorded  task #0 `charge`
      made now  nothing more
      it waits for signal `Approved` at runtime/replay/tests/it/shop.rs:LINE
      guard the change with `patched("id")`, or restore what the code did
    "#);
}

#[test]
fn a_change_behind_the_present_step_is_safe() {
    deploy(Code::OtherTask);
    assert!(judge(&history(1), false).agrees());
}

#[test]
fn another_end_is_found() {
    let text = with(Code::OtherEnd, &history(3));
    insta::assert_snapshot!(text, @r#"
    the execution ends otherwise than recorded, at step 3:
      recorded  success with "sold, p-1"
      made now  success with "sold!"
    "#);
}

#[test]
fn data_are_compared_only_if_asked_for() {
    deploy(Code::OtherData);
    assert!(judge(&history(1), false).agrees());
    let Verdict::Diverges { step: 0, recorded, made, .. } = judge(&history(1), true) else {
        panic!("agrees")
    };
    assert!(recorded.unwrap().contains("\"o-1\""));
    assert!(made.unwrap().contains("\"other\""));
}

#[test]
fn runs_follow_each_other() {
    let history = three_runs();
    assert_eq!(history.runs().len(), 3);
    let verdict = judge(&history, true);
    assert!(matches!(verdict, Verdict::Agrees { steps: 6, runs: 3, status: "succeeded", .. }), "{verdict}");
    let gap = History { steps: [&history.steps[..2], &history.steps[4..]].concat(), ..history.clone() };
    let text = judge(&gap, false).to_string();
    assert_eq!(text, "the history cannot be replayed, at step 0 of run 2: run 2 follows run 0");
    let open = History { steps: [&history.steps[..1], &history.steps[2..]].concat(), ..history.clone() };
    let text = judge(&open, false).to_string();
    assert_eq!(
        text,
        "the history cannot be replayed, at step 0: the run does not end, but another one follows"
    );
    let late = History { steps: history.steps[2..].to_vec(), ..history };
    assert!(judge(&late, false).agrees(), "the first runs may be gone");
}

#[test]
fn a_closed_execution_is_replayed_up_to_there() {
    let history = History { closed: Some(Error::new("Fault", "no such workflow")), ..history(1) };
    let verdict = judge(&history, false);
    assert!(matches!(verdict, Verdict::Agrees { status: "closed", .. }), "{verdict}");
}

#[test]
fn a_workflow_that_is_gone_names_those_that_are_there() {
    let history = History { workflow: "buy".to_owned(), ..history(0) };
    insta::assert_snapshot!(judge(&history, false).to_string(), @"the history cannot be replayed, at step 0: the service has no workflow `buy`; it has `remind`, `sell`");
}
