//! Packages of this repository in workspaces of their own, where they can be changed.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// The root of this repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Copies a package of this repository into a workspace whose settings and dependencies are those of ours. Where the package
/// now is.
pub(crate) fn copy_package(package: &Path, workspace: &Path) -> PathBuf {
    let root = repository();
    let manifest: Table = fs::read_to_string(root.join("Cargo.toml")).unwrap().parse().unwrap();
    let mut ours = manifest["workspace"].as_table().unwrap().clone();
    let name = package.file_name().unwrap().to_str().unwrap();
    ours.insert("members".to_owned(), Value::Array(vec![name.into()]));
    for (_, dependency) in ours["dependencies"].as_table_mut().unwrap() {
        if let Some(path) = dependency.get_mut("path") {
            *path = root.join(path.as_str().unwrap()).to_str().unwrap().into();
        }
    }
    let copy = workspace.join(name);
    write(
        &workspace.join("Cargo.toml"),
        Table::from_iter([("workspace".to_owned(), ours.into())]).to_string().as_bytes(),
    );
    write(&workspace.join("Cargo.lock"), &fs::read(root.join("Cargo.lock")).unwrap());
    write(&copy.join("Cargo.toml"), &fs::read(package.join("Cargo.toml")).unwrap());
    copy_folder(&package.join("src"), &copy.join("src"));
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy_folder(&path, &target) } else { write(&target, &fs::read(&path).unwrap()) }
    }
}

/// Leaves alone what is there already, so that cargo does too.
fn write(file: &Path, content: &[u8]) {
    if fs::read(file).is_ok_and(|it| it == content) {
        return;
    }
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
}
