//! Executions in flight: whatever is deployed must go on with what the code before it began. `tests/histories` holds
//! executions as they were recorded; `eventual replay --execution-id <id> --save tests/histories/<name>.jsonl` adds one.

use eventual::{History, check_fixtures, replay_fixtures};
use fulfillment::Fulfillment;

#[test]
fn executions_in_flight_can_go_on_with_this_code() {
    replay_fixtures::<Fulfillment>("tests/histories");
}

/// What the test above says when a change swaps one task for another.
#[test]
fn a_changed_workflow_is_found_with_its_step_and_its_line() {
    let recorded = std::fs::read_to_string("tests/histories/shipped.jsonl").unwrap();
    // As if an earlier version of the workflow had called `hand_over` where this one calls `ship`.
    let recorded = recorded.replace("\"n\":\"ship\"", "\"n\":\"hand_over\"");
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("changed");
    History::parse(recorded.as_bytes()).unwrap().save(folder.join("shipped.jsonl")).unwrap();
    let found = check_fixtures::<Fulfillment>(&folder).unwrap_err().to_string();
    for part in [
        "1 of 1 histories in",
        "shipped.jsonl: execution `o-1` of `fulfil`",
        "at step 2:",
        "recorded  task #2 `hand_over`",
        "made now  task #2 `ship`",
        "at        examples/fulfillment/src/orders.rs:",
        "guard the change with `patched(\"id\")`",
    ] {
        assert!(found.contains(part), "no `{part}` in\n{found}");
    }
}
