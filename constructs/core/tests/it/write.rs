use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use eventual_constructs_core::{App, Asset, Stack};

use crate::support::queue;

fn app(queues: usize) -> App {
    let app = App::new();
    let stack = Stack::new(&app, "Orders");
    (0..queues).for_each(|index| drop(queue(&stack, &format!("Q{index}"))));
    app
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_new_assembly_replaces_the_old_one_and_leaves_nothing_beside() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("deep/cdk.out");
    app(1).synth(&out).unwrap();
    fs::write(out.join("left-over.txt"), "").unwrap();
    fs::write(out.join("synth.lock"), "1").unwrap();
    app(2).synth(&out).unwrap();
    let expected =
        ["Orders.assets.json", "Orders.template.json", "cdk.out", "manifest.json", "synth.lock", "tree.json"];
    assert_eq!(names(&out), expected);
    assert!(fs::read_to_string(out.join("Orders.template.json")).unwrap().contains("\"Q1\""));
    assert_eq!(names(out.parent().unwrap()), ["cdk.out"]);
}

#[test]
fn an_assembly_that_is_there_already_is_not_written_again() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("cdk.out");
    let folder = || fs::metadata(&out).unwrap().ino();
    app(1).synth(&out).unwrap();
    fs::write(out.join("synth.lock"), "1").unwrap();
    let first = folder();
    app(1).synth(&out).unwrap();
    assert_eq!(folder(), first);
    // What was changed by hand, is missing, or does not belong there is put right.
    fs::write(out.join("Orders.template.json"), "{}").unwrap();
    app(1).synth(&out).unwrap();
    assert!(fs::read_to_string(out.join("Orders.template.json")).unwrap().contains("\"Q0\""));
    fs::remove_file(out.join("tree.json")).unwrap();
    app(1).synth(&out).unwrap();
    assert!(out.join("tree.json").exists());
    fs::write(out.join("left-over.txt"), "").unwrap();
    app(1).synth(&out).unwrap();
    assert!(!out.join("left-over.txt").exists());
}

#[test]
fn folders_of_assets_are_copied_with_their_modes() {
    let dir = tempfile::tempdir().unwrap();
    let code = dir.path().join("code");
    fs::create_dir_all(code.join("lib")).unwrap();
    fs::write(code.join("bootstrap"), "run").unwrap();
    fs::set_permissions(code.join("bootstrap"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(code.join("lib/data"), "d").unwrap();
    let app = App::new();
    let asset = Asset::new(&Stack::new(&app, "Orders"), "Code", &code);
    let out = dir.path().join("cdk.out");
    app.synth(&out).unwrap();
    let staged = out.join(format!("asset.{}", asset.hash()));
    assert_eq!(fs::read_to_string(staged.join("lib/data")).unwrap(), "d");
    assert_eq!(fs::metadata(staged.join("bootstrap")).unwrap().permissions().mode() & 0o777, 0o755);
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("thesis.txt"), "years of work").unwrap();
    let error = app(1).synth(dir.path()).unwrap_err().to_string();
    let folder = dir.path().display();
    assert_eq!(
        error,
        format!(
            "`{folder}` holds files that are no cloud assembly and would be lost; choose a new or empty folder"
        )
    );
    assert_eq!(names(dir.path()), ["thesis.txt"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_a_clear_error_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    // A file where the parent folder should be fails for every user, root included.
    fs::write(dir.path().join("file"), "").unwrap();
    let error = app(1).synth(dir.path().join("file/cdk.out")).unwrap_err().to_string();
    assert!(error.starts_with("cannot write the assembly: failed to"), "{error}");
    assert_eq!(names(dir.path()), ["file"]);
}

#[test]
fn an_asset_that_vanishes_leaves_the_old_assembly_in_place() {
    let dir = tempfile::tempdir().unwrap();
    let (out, code) = (dir.path().join("cdk.out"), dir.path().join("code.zip"));
    app(1).synth(&out).unwrap();
    fs::write(&code, "x").unwrap();
    let next = app(2);
    Asset::new(&Stack::new(&next, "Other"), "Code", &code);
    fs::remove_file(&code).unwrap();
    let error = next.synth(&out).unwrap_err().to_string();
    assert!(error.starts_with("cannot write the assembly: ") && error.contains("code.zip"), "{error}");
    assert_eq!(names(dir.path()), ["cdk.out"]);
    assert!(!fs::read_to_string(out.join("Orders.template.json")).unwrap().contains("\"Q1\""));
}

#[test]
fn what_killed_runs_left_is_swept_and_what_live_ones_make_is_not() {
    let dir = tempfile::tempdir().unwrap();
    // Linux gives out no process id above 4,194,304.
    let live = format!(".cdk.out.new-{}", std::os::unix::process::parent_id());
    for name in [".cdk.out.new-4194999", ".cdk.out.old-4194999", ".cdk.out.new-notes", live.as_str()] {
        fs::create_dir(dir.path().join(name)).unwrap();
    }
    app(1).synth(dir.path().join("cdk.out")).unwrap();
    let mut expected = [live.as_str(), ".cdk.out.new-notes", "cdk.out"];
    expected.sort_unstable();
    assert_eq!(names(dir.path()), expected);
}

#[test]
fn assets_that_did_not_change_are_not_copied_again() {
    use std::os::unix::fs::MetadataExt;
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("code")).unwrap();
    fs::write(dir.path().join("code/bootstrap"), "one").unwrap();
    let out = dir.path().join("cdk.out");
    let synth = || {
        let app = App::new();
        let asset = Asset::with_hash(&Stack::new(&app, "Orders"), "Code", dir.path().join("code"), "abc");
        app.synth(&out).unwrap();
        let file = out.join(format!("asset.{}/bootstrap", asset.hash()));
        (fs::metadata(&file).unwrap().ino(), fs::read_to_string(&file).unwrap())
    };
    let first = synth();
    assert_eq!(synth(), first);
    // A name that lies about its content is found out by size.
    fs::write(dir.path().join("code/bootstrap"), "three").unwrap();
    assert_eq!(synth().1, "three");
}
