//! House rules, as tests: which crate uses which, how files look, what may lie in the root.

#![expect(clippy::unwrap_used, reason = "what cannot be read is a failed test")]

mod dependencies;
mod files;
mod licenses;
mod primitives;
mod versions;
mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{MetadataCommand, Package};

/// The root of the workspace.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The cargo that runs this test.
fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The crates of the workspace, as cargo sees them.
fn crates() -> Vec<Package> {
    let offline = vec!["--offline".to_owned()];
    MetadataCommand::new().current_dir(root()).no_deps().other_options(offline).exec().unwrap().packages
}

/// Paths of all files that git knows or would add, relative to the root, sorted.
fn tracked() -> Vec<PathBuf> {
    let arguments = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let listed = output(Command::new("git").args(arguments));
    let mut files: Vec<PathBuf> =
        listed.lines().map(PathBuf::from).filter(|path| root().join(path).is_file()).collect();
    files.sort();
    assert!(files.len() > 50, "git lists only {} files", files.len());
    files
}

fn output(command: &mut Command) -> String {
    let output = command.current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Fails with all problems of a rule at once.
fn no_problems(rule: &str, problems: &[String]) {
    assert!(problems.is_empty(), "{rule}:\n  {}", problems.join("\n  "));
}

/// What a program wrote into this folder.
fn is_generated(path: &Path) -> bool {
    path.iter().any(|part| part == "generated") || path.file_name().is_some_and(|name| name == "generated.rs")
}
