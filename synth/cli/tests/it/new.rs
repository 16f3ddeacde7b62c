use std::path::Path;

use eventual_synth_deploy::CDK;
use toml::{Table, Value};

use crate::transcript::{inside, run, tool};
use crate::workspace::repository;

#[test]
fn a_service_is_made() {
    let folder = tempfile::tempdir().unwrap();
    assert_golden!("new", inside(folder.path(), &["new", "my-shop"]));
    let read = |file: &str| std::fs::read_to_string(folder.path().join("my-shop").join(file)).unwrap();
    assert!(read("Cargo.toml").contains("package = \"eventual-rs\", path = "));
    assert!(read("service/src/lib.rs").contains("pub struct MyShop = \"my-shop\""));
    assert!(read("infra/src/lib.rs").contains("service!(pub mod my_shop = \"../service\")"));
    for file in ["AGENTS.md", ".gitignore", "cdk.json", "README.md", "service/tests/service.rs"] {
        assert!(!read(file).contains("{{"), "{file}");
    }
    assert_golden!("new_again", inside(folder.path(), &["new", "my-shop"]));
}

#[test]
fn it_uses_the_versions_of_this_repository() {
    let folder = tempfile::tempdir().unwrap();
    inside(folder.path(), &["new", "shop", "--quiet"]);
    let listed = |manifest: &Path| {
        let manifest: Table = std::fs::read_to_string(manifest).unwrap().parse().unwrap();
        manifest["workspace"]["dependencies"].as_table().unwrap().clone()
    };
    let (made, own) =
        (listed(&folder.path().join("shop/Cargo.toml")), listed(&repository().join("Cargo.toml")));
    let version = |value: &Value| value.get("version").unwrap_or(value).clone();
    let libraries: Vec<_> = made.iter().filter(|it| !it.0.starts_with("eventual")).collect();
    assert_eq!(libraries.len(), 4, "{libraries:?}");
    for (name, used) in libraries {
        assert_eq!(version(used), version(&own[name]), "{name}");
    }
    let readme = std::fs::read_to_string(folder.path().join("shop/README.md")).unwrap();
    assert!(readme.contains(&format!("`npx {CDK} deploy`")), "{readme}");
}

/// The analyzer reads what was made; compiling it is the affair of another test.
#[test]
fn the_analyzer_finds_no_mistake_in_it() {
    let folder = tempfile::tempdir().unwrap();
    inside(folder.path(), &["new", "shop", "--quiet"]);
    let output = tool().args(["check", "shop/service"]).current_dir(folder.path()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.starts_with("Checked `shop`, 5 handlers"), "{text}");
}

#[test]
fn names_and_folders_that_can_not_be() {
    let folder = tempfile::tempdir().unwrap();
    assert_golden!("new_number", inside(folder.path(), &["new", "42"]));
    assert_golden!("new_keyword", inside(folder.path(), &["new", "x", "--name", "crate"]));
    assert_golden!("new_no_checkout", inside(folder.path(), &["new", "x", "--eventual-path", "."]));
    std::fs::write(folder.path().join("file"), "in the way").unwrap();
    assert_golden!("new_in_a_file", inside(folder.path(), &["new", "file/shop"]));
    assert!(run(&["new"]).starts_with("exit 1"));
}
