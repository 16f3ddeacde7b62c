//! What `eventual new` makes is green at once.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use eventual_snapshots_e2e::run;

use crate::transcript::inside;
use crate::workspace::repository;

/// The first run compiles the framework.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// All tests of a new service, against this checkout. Compiled are only the service and what a new service has other features
/// of than this workspace; a second run compiles the service alone.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn the_tests_of_a_new_service_pass() {
    let folder = tempfile::tempdir().unwrap();
    inside(folder.path(), &["new", "shop", "--quiet"]);
    let shop = folder.path().join("shop");
    // The versions that are here: nothing is to be fetched.
    std::fs::copy(repository().join("Cargo.lock"), shop.join("Cargo.lock")).unwrap();
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["test", "--offline", "--color=never"])
        .current_dir(&shop)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("new"));
    let tested = run(&mut command, PATIENCE).unwrap().success().unwrap();
    assert!(!tested.stderr.contains("warning"), "{tested}");
    for test in ["a_second_mail_follows_after_a_day ... ok", "the_service_is_in_the_stack ... ok"] {
        assert!(tested.stdout.contains(test), "`{test}` is not in {tested}");
    }
}
