//! How the fixture compiles with features that the other tests do not use.

use std::process::Command;

/// Checks the fixture; whether it compiles, and what the compiler says of it.
fn check(arguments: &[&str]) -> (bool, String) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--package", "eventual-runtime-client-fixtures-shop"])
        .args(["--features", "eventual/client"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), text)
}

/// Its bodies call a module that a client does not have, so it compiles only without bodies.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn without_its_feature_server_a_service_is_a_client() {
    let (compiles, text) = check(&["--no-default-features"]);
    assert!(compiles, "{text}");
    assert!(!text.contains("fixtures/shop/src"), "a warning: {text}");
}

#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn types_that_do_not_travel_are_errors_at_the_type() {
    let (compiles, text) = check(&["--features", "wrong"]);
    assert!(!compiles);
    // rustc points at the type in the user's code, whatever comes in between.
    for (message, place) in [
        ("error[E0277]: the trait bound `OneWay: serde::Serialize` is not satisfied", "wrong.rs:14:26"),
        ("error[E0277]: a typed client cannot read the answer `eventual::Reply<Sealed>`", "wrong.rs:24:24"),
    ] {
        assert!(text.contains(message) && text.contains(place), "{message} at {place} in:\n{text}");
    }
}
