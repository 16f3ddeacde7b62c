//! What a client brings along.

use std::process::Command;

/// The crates that `package` with these features uses, by name.
pub(crate) fn tree(arguments: &[&str]) -> Vec<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn a_client_without_a_transport_brings_no_runtime_no_tls_and_no_server() {
    let shop = ["--package", "eventual-runtime-client-fixtures-shop", "--no-default-features"];
    let crates = tree(&[shop.as_slice(), &["--features", "eventual/client"]].concat());
    assert!(crates.iter().any(|it| it == "eventual-runtime-client"), "{crates:?}");
    let server =
        ["eventual-runtime-aws", "eventual-runtime-local", "hyper", "reqwest", "ring", "rustls", "tokio"];
    let brought: Vec<_> = crates.iter().filter(|it| server.contains(&it.as_str())).collect();
    assert!(brought.is_empty(), "{brought:?}");
}

#[test]
fn the_transport_over_http_brings_one_crypto_library() {
    let crates = tree(&["--package", "eventual-rs", "--features", "client-http"]);
    assert!(crates.iter().any(|it| it == "reqwest"), "{crates:?}");
    assert!(crates.iter().any(|it| it == "ring"), "{crates:?}");
    assert!(
        !crates.iter().any(|it| it.starts_with("aws-lc") || it == "openssl" || it == "native-tls"),
        "{crates:?}"
    );
}
