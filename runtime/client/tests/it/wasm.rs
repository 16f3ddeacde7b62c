//! The client in a browser: what it brings along there, and whether it compiles.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use crate::tree::tree;

const TARGET: &str = "wasm32-unknown-unknown";
/// What needs sockets, threads, a file system or a C compiler: none of it is in a browser.
const UNFIT: &[&str] = &[
    "aws-lc-rs",
    "aws-lc-sys",
    "hyper",
    "hyper-util",
    "mio",
    "native-tls",
    "openssl",
    "redb",
    "ring",
    "rustix",
    "rustls",
    "rustls-native-certs",
    "rustls-platform-verifier",
    "signal-hook",
    "socket2",
    "tokio",
    "tokio-rustls",
];

/// The fixture as a client, with these features of `eventual`.
fn client(features: &str) -> [&str; 5] {
    ["--package", "eventual-runtime-client-fixtures-shop", "--no-default-features", "--features", features]
}

const FEATURES: [&str; 3] = [
    "eventual/client",
    "eventual/client,eventual/client-sigv4",
    "eventual/client-http,eventual/client-sigv4",
];

#[test]
fn nothing_that_a_browser_lacks_comes_along() {
    for features in FEATURES {
        let crates = tree(&[client(features).as_slice(), &["--target", TARGET]].concat());
        assert!(crates.iter().any(|it| it == "eventual-runtime-client"), "{crates:?}");
        let brought: Vec<_> = crates.iter().filter(|it| UNFIT.contains(&it.as_str())).collect();
        assert!(brought.is_empty(), "{features}: {brought:?}");
    }
}

/// Clocks and randomness of a browser are reached through JavaScript, and not otherwise.
#[test]
fn what_a_browser_has_is_asked_for_in_its_way() {
    let crates = tree(&[client(FEATURES[1]).as_slice(), &["--target", TARGET]].concat());
    assert!(crates.iter().any(|it| it == "js-sys"), "{crates:?}");
    assert!(!crates.iter().any(|it| it == "getrandom" || it == "rand"), "{crates:?}");
}

/// Runs where the target is: `rustup target add wasm32-unknown-unknown`.
#[test]
fn it_compiles_for_browsers() {
    if !is_installed() {
        // Straight to stderr: the test runner hides what goes through `eprintln!`.
        let _ = writeln!(std::io::stderr(), "SKIPPED it_compiles_for_browsers: no target {TARGET} here");
        return;
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    for features in FEATURES {
        let output = Command::new(&cargo)
            .args(["check", "--target", TARGET])
            .args(client(features))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{features}:\n{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Whether rustc has the standard library of the target.
fn is_installed() -> bool {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--print", "target-libdir", "--target", TARGET])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    output.status.success() && Path::new(String::from_utf8(output.stdout).unwrap().trim()).is_dir()
}
