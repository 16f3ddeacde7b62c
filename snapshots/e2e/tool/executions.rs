//! `start`, `list`, `get`, `history`, `timeline`, `signal`, `cancel`, `task`, `invoke`.

use std::time::{Duration, Instant};

use serde_json::json;

use super::account::{Account, refused};

pub(super) fn are_listed_and_shown(account: &Account<'_>) {
    let workflows = account.told(&["list", "workflows"]);
    assert!(
        workflows.contains("process_order") && workflows.contains("Charges, packs, ships"),
        "{workflows}"
    );
    let handlers = account.told(&["list", "handlers"]);
    assert!(handlers.contains("POST /orders") && handlers.contains("on OrderShipped"), "{handlers}");

    let placed = account.told(&["invoke", "place_order", r#"{"id": "o-1", "cents": 500}"#]);
    assert_eq!(placed, "\"o-1\"\n");
    refused(&account.ask(&["invoke", "place_order", r#"{"id": 1}"#]), 1, &["`place_order` answered 400"]);
    refused(&account.ask(&["invoke", "place_oder"]), 3, &["did you mean `place_order`?"]);
    let started = account.ask(&["start", "retried", "7", "--name", "retried", "--wait"]).success().unwrap();
    assert!(started.stdout.contains("succeeded") && started.stdout.contains("7 at attempt 2"), "{started}");
    let failed = account.ask(&["start", "exhausted", "7", "--name", "exhausted", "--wait"]);
    assert!(failed.code == 6 && failed.stdout.contains("NoHope: 7 failed at attempt 2"), "{failed}");
    assert_eq!(account.told(&["start", "chain", "3", "--name", "chain"]), "chain\n");
    refused(&account.ask(&["start", "chian", "3"]), 3, &["did you mean `chain`?"]);

    let found = account.until(&["get", "o-1"], "succeeded");
    assert!(found.contains("process_order") && found.contains("track of parcel for 500 of o-1"), "{found}");
    assert_eq!(account.data(&["get", "o-1"])["output"], json!("track of parcel for 500 of o-1"));
    refused(&account.ask(&["get", "unknown-id"]), 3, &["unknown-id"]);
    account.until(&["get", "chain"], "succeeded");
    let listed = account.told(&["list", "executions", "--status", "succeeded"]);
    for (id, workflow) in [("o-1", "process_order"), ("retried", "retried"), ("chain", "chain")] {
        assert!(listed.lines().any(|it| it.starts_with(id) && it.contains(workflow)), "{id}: {listed}");
    }
    assert!(!listed.contains("exhausted"), "{listed}");
    let failed = account.data(&["list", "executions", "--workflow", "exhausted", "--since", "1h"]);
    assert_eq!(failed["executions"][0]["id"], "exhausted");

    let history = account.told(&["history", "o-1"]);
    for words in ["task scheduled", "charge", "pack", "ship", "event emitted", "execution succeeded"] {
        assert!(history.contains(words), "`{words}` is not in {history}");
    }
    assert!(account.data(&["history", "o-1"])["segments"].as_array().is_some_and(|it| !it.is_empty()));
    let timeline = account.told(&["timeline", "o-1"]);
    assert!(timeline.starts_with("process_order o-1 succeeded\n") && timeline.contains("ship"), "{timeline}");
}

pub(super) fn are_signalled_and_cancelled(account: &Account<'_>) {
    for name in ["asked", "called-off", "ended"] {
        account.told(&["start", "asked_early", "0", "--name", name]);
    }
    let sent = account.ask(&["signal", "asked", "Approved", r#"{"by": "ann"}"#]).success().unwrap();
    assert!(sent.stderr.contains("Sent `Approved` to asked"), "{sent}");
    assert!(account.until(&["get", "asked"], "succeeded").contains("\"ann\""));
    let mistyped = account.ask(&["signal", "ended", "Aproved", "{}"]).success().unwrap();
    assert!(mistyped.stderr.contains("did you mean `Approved`?"), "{mistyped}");
    refused(&account.ask(&["signal", "unknown-id", "Approved", "{}"]), 3, &["unknown-id"]);

    account.told(&["cancel", "called-off", "--reason", "not needed"]);
    let cancelled = account.until(&["get", "called-off"], "failed");
    assert!(cancelled.contains("Cancelled: the execution was cancelled"), "{cancelled}");
    let history = account.told(&["history", "called-off"]);
    assert!(history.contains("cancel requested") && history.contains("not needed"), "{history}");
    account.told(&["cancel", "ended", "--terminate", "--reason", "at once"]);
    assert!(account.until(&["get", "ended"], "failed").contains("at once"));
}

/// A task whose function has ended is finished from here.
pub(super) fn finish_tasks_by_token(account: &Account<'_>) {
    let token = |question: &str| {
        account.told(&["start", "asked_somebody", &json!(question).to_string(), "--name", question]);
        let log = account.until(&["logs", "--handler", "ask"], &format!("`{question}` is answered with "));
        let line = log.lines().find(|it| it.contains(question)).unwrap();
        line.rsplit(' ').next().unwrap().to_owned()
    };
    let (good, bad) = (token("may-i"), token("must-i"));
    let kept = account.ask(&["task", "heartbeat", &good]).success().unwrap();
    assert!(kept.stderr.contains("Kept alive"), "{kept}");
    assert!(account.told(&["get", "may-i"]).contains("running"));
    account.told(&["task", "complete", &good, r#""you may""#]);
    assert!(account.until(&["get", "may-i"], "succeeded").contains("you may"));
    account.told(&["task", "fail", &bad, "Refused", "not allowed", "--no-retry"]);
    assert!(account.until(&["get", "must-i"], "failed").contains("Refused: not allowed"));
    refused(&account.ask(&["task", "complete", "no-token", "1"]), 1, &["token"]);
}

/// A thousand tasks in one step.
#[expect(clippy::print_stdout, reason = "how long it takes is worth knowing")]
pub(super) fn call_a_thousand_tasks(account: &Account<'_>) {
    let begun = Instant::now();
    account.told(&["start", "fan_out", "1000", "--name", "thousand"]);
    account.until(&["get", "thousand"], "ended");
    println!("a thousand tasks: {:.1?}", begun.elapsed());
    let sum: u64 = (0..1000).map(|it| it * it).sum();
    assert_eq!(account.data(&["get", "thousand"])["output"], json!(sum));
    assert!(begun.elapsed() < Duration::from_secs(180));
}
