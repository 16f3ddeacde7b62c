//! Histories as fixtures of a test.

use crate::shop::{Code, Shop, deploy, history, three_runs};
use eventual_runtime_replay::{History, check_fixtures, replay_fixtures};
use tempfile::TempDir;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    history(3).save(folder.path().join("sold.jsonl")).unwrap();
    three_runs().save(folder.path().join("reminders/three.jsonl")).unwrap();
    std::fs::write(folder.path().join("README.md"), "not a history").unwrap();
    folder
}

fn problem(folder: &TempDir) -> String {
    let text = check_fixtures::<Shop>(folder.path()).unwrap_err().to_string();
    let text = text.replace(folder.path().to_str().unwrap(), "tests/histories");
    text.lines().map(|line| line.split_once(".rs:").map_or(line, |it| it.0)).collect::<Vec<_>>().join("\n")
}

#[test]
fn fixtures_that_fit_pass() {
    let folder = folder();
    assert_eq!(check_fixtures::<Shop>(folder.path()).unwrap(), 2);
    replay_fixtures::<Shop>(folder.path());
}

#[test]
fn all_fixtures_that_do_not_fit_are_listed() {
    let folder = folder();
    std::fs::write(folder.path().join("broken.jsonl"), "{}\n").unwrap();
    let foreign = History { service: "other".to_owned(), ..history(0) };
    foreign.save(folder.path().join("foreign.jsonl")).unwrap();
    deploy(Code::OtherTask);
    assert_golden!(problem(&folder));
}

#[test]
fn an_empty_folder_proves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        problem(&folder),
        "the folder `tests/histories` holds no history, so this test would prove nothing; save one with \
         `eventual replay --execution-id <id> --save tests/histories/<name>.jsonl`"
    );
}

#[test]
fn a_missing_folder_is_named() {
    let text = check_fixtures::<Shop>("tests/nowhere").unwrap_err().to_string();
    assert!(text.starts_with("the folder `tests/nowhere` of histories cannot be read: "), "{text}");
}

#[test]
#[should_panic(expected = "1 of 2 histories in")]
fn a_test_with_a_fixture_that_does_not_fit_fails() {
    let folder = folder();
    deploy(Code::OtherEnd);
    replay_fixtures::<Shop>(folder.path());
}
