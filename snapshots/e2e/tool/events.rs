//! `emit`, `logs`, `dlq`.

use super::account::{Account, refused};

pub(super) fn are_heard_and_logged(account: &Account<'_>) {
    let emitted = account.ask(&["emit", "OrderShipped", r#"{"id": "from-afar"}"#]).success().unwrap();
    assert!(emitted.stderr.contains("Emitted OrderShipped"), "{emitted}");
    account.until(&["logs", "--handler", "on_shipped"], "heard that from-afar is on its way");
    let log = account.told(&["logs", "--since", "1h"]);
    assert!(log.contains("task:charge") && log.contains("charging o-1"), "{log}");
    assert!(!log.contains("START RequestId"), "{log}");
}

pub(super) fn that_nobody_took_are_given_back(account: &Account<'_>) {
    account.told(&["emit", "ParcelLost", r#"{"id": "p-1"}"#]);
    let letters = account.until(&["dlq", "list", "on_lost"], "1 dead letter");
    assert!(
        letters.contains("ParcelLost") && letters.contains("NotFound: p-1 is not in the house"),
        "{letters}"
    );
    assert!(letters.contains(r#"{"id":"p-1"}"#), "{letters}");
    assert!(account.told(&["dlq", "list"]).contains("on_shipped: 0 dead letters"));
    let redriven = account.ask(&["dlq", "redrive", "on_lost"]).success().unwrap();
    assert!(redriven.stderr.contains("Redrove 1 event to `on_lost`"), "{redriven}");
    // It fails again, and comes back.
    account.until(&["dlq", "list", "on_lost"], "1 dead letter");
    let log = account.told(&["logs", "--handler", "on_lost"]);
    assert!(
        log.matches("looking for p-1").count() > 3,
        "three attempts, then those of the second time: {log}"
    );
    refused(&account.ask(&["dlq", "redrive", "on_last"]), 3, &["did you mean `on_lost`?"]);
}
