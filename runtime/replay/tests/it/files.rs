//! The file in which a history is kept.

use crate::shop::{history, three_runs};
use eventual_runtime_engine::Error;
use eventual_runtime_replay::{History, HistoryError};

fn problem(text: &str) -> String {
    History::parse(text.as_bytes()).unwrap_err().to_string()
}

/// Files of users have this form: a change of it needs a new version.
#[test]
fn the_form_of_the_file() {
    let text = String::from_utf8(history(3).write()).unwrap();
    assert_golden!(text);
}

#[test]
fn what_is_written_is_read_again() {
    let closed = History { closed: Some(Error::new("Fault", "why")), ..history(1) };
    for history in [history(0), history(3), three_runs(), closed] {
        assert_eq!(History::parse(&history.write()).unwrap(), history);
    }
}

#[test]
fn it_is_saved_into_new_folders_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tests/histories").join(history(2).file_name());
    history(2).save(&path).unwrap();
    assert_eq!(History::load(&path).unwrap(), history(2));
    let missing = folder.path().join("missing.jsonl");
    let HistoryError::Io { path, .. } = History::load(&missing).unwrap_err() else { panic!("found") };
    assert_eq!(path, missing);
}

#[test]
fn names_of_files_are_plain() {
    let name = |id: &str| History { execution: id.to_owned(), ..history(0) }.file_name();
    assert_eq!(name("o-1"), "o-1.jsonl");
    assert_eq!(name("../a/b c:ü"), "-a-b-c--.jsonl");
    assert_eq!(name(""), "execution.jsonl");
    assert_eq!(name(&"x".repeat(300)).len(), 106);
}

#[test]
fn what_is_no_history_says_so() {
    let wanted = r#"this is no history: its first line must be {"history":1,..}, as `eventual replay --save` writes it"#;
    assert_eq!(problem(""), wanted);
    assert_eq!(problem("{\"eventual\":2}\n"), wanted);
    assert_eq!(
        problem("{\"history\":9,\"new\":true}\n"),
        "the history has version 9, and this program reads up to version 1; use a newer one"
    );
    let head = r#"{"history":1,"service":"shop","execution":"o-1","workflow":"sell"}"#;
    assert_eq!(problem("{\"history\":1}\n"), "its first line: missing field `service` at line 1 column 13");
    assert_eq!(
        problem(&format!("{head}\n{{\"eventual\":2}}\n")),
        "the history of `o-1` is empty: the execution was not begun yet; try again when it has made its first step"
    );
    assert_eq!(
        problem(&format!("{head}\n{{\"eventual\":2}}\n{{\"t\":1")),
        "the journal ends in the middle of line 2"
    );
}

#[test]
fn segments_of_a_store_become_a_history() {
    let steps = String::from_utf8(history(2).write()).unwrap();
    let lines: Vec<&str> = steps.lines().collect();
    let first = format!("{{\"segment\":2}}\n{}\n{}\n", lines[1], lines[2]);
    let second = format!("{{\"segment\":2,\"ids\":[\"a\"]}}\n{}\n{}\n{}\n", lines[1], lines[3], lines[4]);
    let joined = History::of_segments("shop", "o-1", [(1, &first), (2, &second)]).unwrap();
    assert_eq!(joined, history(2));
    let closing = r#"{"segment":2,"closed":{"name":"Fault","message":"why"}}"#.to_owned() + "\n";
    let closed = History::of_segments("shop", "o-1", [(1, &first), (2, &closing)]).unwrap();
    assert_eq!(closed.closed, Some(Error::new("Fault", "why")));
    let none = History::of_segments::<Vec<u8>>("shop", "o-1", []).unwrap_err();
    assert!(matches!(none, HistoryError::Empty(_)), "{none}");
    let cut = History::of_segments("shop", "o-1", [(7, &first[..5])]).unwrap_err();
    assert_eq!(cut.to_string(), "segment 7 of the history is cut off");
}
