//! The journal as text: what is promised never to change, and what damage is told apart.

use crate::script::parse;
use eventual_runtime_engine::*;
use std::time::Duration;

fn payload(text: &str) -> Payload {
    Payload::from_text(text).unwrap()
}

fn signal(id: &str) -> SignalEntry {
    SignalEntry { name: "Go".into(), payload: payload(r#"{"by":"ann"}"#), id: id.to_owned() }
}

/// One of everything.
fn steps() -> Vec<Step> {
    let at = |n: u64, what| HistoryEvent { at: Timestamp(1_764_000_000_000 + n), what };
    let full = Started {
        timeout: Some(Duration::from_secs(60)),
        parent: Some(Parent { execution: "boss".into(), run: 1, seq: 3 }),
        run: 2,
        seed: 7,
        signals: vec![signal("")],
        incarnation: "i7".into(),
        ..Started::new("process_order", "o-1", payload(r#"{"sku":"x","n":1}"#))
    };
    let plain = Started::new("nightly", "n-1", Payload::null());
    let options = TaskOptions { retry: RetryPolicy::times(3), ..TaskOptions::default() };
    let error = Box::new(Error::new("Declined", "no money").with_data(7));
    let step = |event, decisions| Step { event, decisions };
    vec![
        step(
            at(0, Occurrence::Started(Box::new(full))),
            vec![
                Decision::Patch { id: "check".into() },
                Decision::RejectSignal {
                    number: 0,
                    name: "Go".into(),
                    error: Box::new(Error::new("BadPayload", "shape")),
                },
                Decision::Task { seq: 0, name: "charge".into(), input: payload("[1]"), options: None },
                Decision::Task {
                    seq: 1,
                    name: "ship".into(),
                    input: Payload::null(),
                    options: Some(Box::new(options)),
                },
                Decision::Timer { seq: 2, at: Timestamp(1_764_000_060_000) },
                Decision::Child {
                    seq: 3,
                    name: "child".into(),
                    execution: None,
                    input: payload("1"),
                    timeout: None,
                    wait: true,
                },
                Decision::Child {
                    seq: 4,
                    name: "child".into(),
                    execution: Some("c-4".into()),
                    input: payload("1"),
                    timeout: Some(Duration::from_secs(1)),
                    wait: false,
                },
                Decision::Emit {
                    seq: 5,
                    events: vec![Emitted { name: "Placed".into(), payload: payload(r#"{"id":1}"#) }],
                },
                Decision::SendSignal { seq: 6, execution: "o-2".into(), signal: signal("") },
                Decision::Request { seq: 7, name: "entity.get:Order".into(), input: payload(r#"{"id":1}"#) },
            ],
        ),
        step(at(1, Occurrence::Started(Box::new(plain))), vec![]),
        step(at(2, parse("ok 0 \"p-9\"")), vec![]),
        step(at(2, parse("ok 0 null")), vec![]),
        step(at(3, Occurrence::Failed { seq: 1, error: error.clone() }), vec![]),
        step(at(4, parse("fire 2")), vec![Decision::Cancel { seq: 0 }, Decision::Terminate { seq: 3 }]),
        step(at(5, Occurrence::Signal(Box::new(signal("m-1")))), vec![]),
        step(at(6, Occurrence::CancelRequested { reason: "customer called".into() }), vec![]),
        step(at(7, parse("cancel")), vec![Decision::Complete { value: payload("\"ok\"") }]),
        step(at(8, parse("fire 9")), vec![Decision::Complete { value: Payload::null() }]),
        step(at(9, parse("fire 9")), vec![Decision::Fail { error: error.clone() }]),
        step(
            at(10, Occurrence::Terminated { error }),
            vec![Decision::ContinueAsNew { input: payload("4"), signals: vec![signal("")] }],
        ),
    ]
}

fn journal(steps: &[Step]) -> Vec<u8> {
    let mut text = Vec::new();
    encode_header(&mut text);
    for step in steps {
        encode(step, &mut text);
    }
    text
}

fn lines(text: &str) -> Vec<u8> {
    format!("{{\"eventual\":2}}\n{text}\n").into_bytes()
}

#[test]
fn version_2_is_written_as_promised() {
    let text = String::from_utf8(journal(&steps())).unwrap();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/golden/journal-2.jsonl");
    if std::env::var_os("UPDATE_GOLDENS").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap());
}

#[test]
fn version_2_is_read_as_promised() {
    assert_eq!(decode(include_bytes!("golden/journal-2.jsonl")).unwrap(), steps());
}

#[test]
fn segments_join_by_joining_their_bytes() {
    let steps = steps();
    let (head, tail) = steps.split_at(5);
    assert_eq!(decode(&[journal(head), journal(tail)].concat()).unwrap(), steps);
}

#[test]
fn a_cut_journal_is_truncated_or_shorter_and_never_wrong() {
    let steps = steps();
    let text = journal(&steps);
    for cut in 0..text.len() {
        match decode(&text[..cut]) {
            Ok(read) => assert_eq!(read, steps[..read.len()], "cut at {cut}"),
            Err(JournalError::NoHeader) => assert_eq!(cut, 0),
            Err(error) => assert!(matches!(error, JournalError::Truncated { .. }), "cut at {cut}: {error}"),
        }
    }
}

#[test]
fn a_damaged_journal_never_panics() {
    let text = journal(&steps());
    for at in 0..text.len() {
        for bit in [1, 4, 0x80] {
            let mut bad = text.clone();
            bad[at] ^= bit;
            let _ = decode(&bad);
        }
    }
}

#[test]
fn each_sort_of_damage_has_its_words() {
    let text = |bytes: &[u8]| decode(bytes).unwrap_err().to_string();
    assert_eq!(text(b""), "this is no journal: it does not begin with a header");
    assert_eq!(text(b"hello\n"), "this is no journal: it does not begin with a header");
    assert_eq!(
        text(b"{\"eventual\":3}\n"),
        "the journal has version 3, and this program reads only version 2; deploy a newer one"
    );
    assert_eq!(
        text(b"{\"eventual\":1}\n"),
        "the journal has version 1, and this program reads only version 2; let the build that wrote it finish the \
         execution, or start the execution again"
    );
    assert_eq!(text(b"{\"eventual\":2}\n{\"t\":1"), "the journal ends in the middle of line 2");
    assert_eq!(
        text(&lines("{]")),
        "line 2 of the journal is damaged: key must be a string at line 1 column 2"
    );
    assert_eq!(text(&lines(r#"{"t":1,"e":"ok"}"#)), "line 2 of the journal is damaged: `ok` lacks `s`");
    assert_eq!(
        text(&lines(r#"{"t":1,"e":"moon"}"#)),
        "line 2 of the journal is damaged: unknown event `moon`, probably written by a newer version"
    );
    assert_eq!(
        text(&lines(r#"{"t":1,"e":"fire","s":1,"d":[{"k":"dance"}]}"#)),
        "line 2 of the journal is damaged: unknown decision `dance`, probably written by a newer version"
    );
    assert_eq!(
        text(&lines(r#"{"t":1,"e":"fire","s":1,"d":[{"k":"cancel","s":2},{"k":"cancel","s":1}]}"#)),
        "line 2 of the journal is damaged: decisions are not in order"
    );
}

#[test]
fn unknown_fields_are_skipped() {
    let steps =
        decode(&lines(r#"{"t":1,"new":{"x":[1]},"e":"fire","s":1,"d":[{"k":"cancel","s":2,"why":"so"}]}"#))
            .unwrap();
    assert_eq!(steps[0].decisions, [Decision::Cancel { seq: 2 }]);
}

#[test]
fn a_history_survives_the_way_through_text() {
    let workflow = crate::script::workflow!({
        let (x, y) = futures::try_join!(crate::handlers::a(1), crate::handlers::b(2))?;
        Ok(x + y)
    });
    let script = "
        start => a#0(1); b#1(2)
        ok 1 5 => -
        ok 0 6 => done 11";
    let (_, _, history) = crate::script::play(workflow, script);
    let read = decode(&journal(&history)).unwrap();
    assert_eq!(read, history);
    let run = Execution::replay(&workflow, &read, Strictness::Data).unwrap();
    assert_eq!(run.status(), Status::Succeeded(payload("11")));
}
