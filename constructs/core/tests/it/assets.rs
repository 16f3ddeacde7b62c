use std::fs;
use std::os::unix::fs::PermissionsExt;

use eventual_constructs_core::{App, AssemblyFile, Asset, Stack, fingerprint};
use insta::assert_snapshot;
use serde_json::json;

use crate::assembly::json_file;
use crate::support::{app_and_stack, problems};

#[test]
fn a_folder_is_zipped_and_a_file_is_not() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("code")).unwrap();
    fs::write(dir.path().join("code/bootstrap"), "x").unwrap();
    fs::write(dir.path().join("code.zip"), "zip").unwrap();
    let (app, stack) = app_and_stack();
    let folder = Asset::new(&stack, "Folder", dir.path().join("code"));
    let file = Asset::new(&stack, "File", dir.path().join("code.zip"));
    let known = Asset::with_hash(&stack, "Known", dir.path().join("code"), "abc");
    let assembly = app.assemble().unwrap();
    let manifest = json_file(&assembly, "Orders.assets.json");
    let source = |asset: &Asset| manifest["files"][asset.hash()]["source"].clone();
    assert_eq!(source(&folder), json!({ "path": format!("asset.{}", folder.hash()), "packaging": "zip" }));
    assert_eq!(source(&file), json!({ "path": format!("asset.{}.zip", file.hash()), "packaging": "file" }));
    assert_eq!(source(&known)["path"], "asset.abc");
    assert_eq!(folder.key(), format!("{}.zip", folder.hash()).as_str().into());
    let copy = AssemblyFile::CopyOf(dir.path().join("code"));
    assert_eq!(assembly.files()[&format!("asset.{}", folder.hash())], copy);
}

#[test]
fn a_fingerprint_is_about_content_only() {
    let make = |name: &str, text: &str, mode: u32| {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(name), text).unwrap();
        fs::set_permissions(dir.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
        fingerprint(dir.path()).unwrap()
    };
    let same = make("a", "x", 0o644);
    assert_eq!(same, make("a", "x", 0o600));
    for other in [make("b", "x", 0o644), make("a", "y", 0o644), make("a", "x", 0o755)] {
        assert_ne!(same, other);
    }
}

#[test]
fn an_asset_that_is_not_there_is_refused() {
    let app = App::new();
    Asset::new(&Stack::new(&app, "Orders"), "Code", "no/such/folder");
    assert_snapshot!(problems(&app), @"`Orders/Code` (constructs/core/tests/it/assets.rs:N): cannot read the asset `no/such/folder`: failed to query resolved metadata `no/such/folder`: No such file or directory (os error 2)");
}
