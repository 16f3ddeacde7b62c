//! `replay` of what happened on AWS, with the code that is here.

use std::fs;
use std::path::Path;

use super::account::Account;
use crate::workspace::copy_package;

pub(super) fn is_replayed(account: &Account<'_>) {
    // It stays for the next run, as what was compiled does.
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("replayed");
    let source = copy_package(&Account::source(), &workspace);
    let replay = |more: &[&str]| {
        let source = source.to_str().unwrap();
        account.ask(&[&["replay", "--execution-id", "o-1", "--source", source], more].concat())
    };
    let same = replay(&["--save", "kept"]);
    assert_eq!(same.code, 0, "{same}");
    shown("replay_agrees", &same.stdout, &source);
    let kept = fs::read_dir(account.folder().join("kept")).unwrap().next().unwrap().unwrap().path();

    // The code now packs twice.
    let file = source.join("src/order.rs");
    let text = fs::read_to_string(&file).unwrap();
    let once = "let track = ship(parcel).await?;";
    assert!(text.contains(once));
    fs::write(&file, text.replace(once, "let track = ship(pack(parcel).await?).await?;")).unwrap();
    let other = replay(&[]);
    assert_eq!(other.code, 6, "{other}");
    shown("replay_diverges", &other.stdout, &source);
    let line = text.lines().position(|it| it.contains(once)).unwrap() + 1;
    assert!(other.stdout.contains(&format!("at        {}:{line}:", file.display())), "{other}");
    let file = account.run(&["replay", kept.to_str().unwrap(), "--source", source.to_str().unwrap()]);
    assert_eq!(file.code, 6, "{file}");
}

/// The transcript, but for when things happened, where the source is, and how long it is above.
fn shown(name: &str, stdout: &str, source: &Path) {
    let filters =
        [(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z", "[time]"), (r"order\.rs:\d+", "order.rs:[line]")];
    let text = stdout.replace(source.to_str().unwrap(), "[service]");
    insta::with_settings!({ filters => filters }, { assert_golden!(name, text) });
}
