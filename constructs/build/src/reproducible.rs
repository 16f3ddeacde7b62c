//! Makes the bytes of a binary independent of the folders it is built in.
//!
//! Two things would differ: paths in panic messages, and symbol names, which are hashes over (among others) the
//! folder of each local package and decide the order of functions.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::BuildError;
use crate::output::write_if_changed;

/// Folders of the local packages that are compiled, by name.
type Local = BTreeMap<String, PathBuf>;

/// Variables for a run of cargo.
pub(crate) fn environment(local: &Local, work: &Path) -> Result<Vec<(&'static str, OsString)>, BuildError> {
    let wrapper = work.join("rustc-wrapper");
    write_if_changed(&wrapper, wrapper_script(local, work).as_bytes())?;
    make_executable(&wrapper)?;
    let mut environment =
        vec![("CARGO_ENCODED_RUSTFLAGS", flags(local, work)), ("RUSTC_WRAPPER", wrapper.into_os_string())];
    if let Some(wrapper) = std::env::var_os("RUSTC_WRAPPER").filter(|it| !it.is_empty()) {
        environment.push(("EVENTUAL_RUSTC_WRAPPER", wrapper));
    }
    Ok(environment)
}

/// The user's flags from the environment, then those of the build. Those of cargo's configuration files do not apply: they are
/// for the machine that compiles (`target-cpu=native`), not for Lambda's.
fn flags(local: &Local, work: &Path) -> OsString {
    const SEPARATOR: &str = "\x1f";
    let mut flags = std::env::var_os("CARGO_ENCODED_RUSTFLAGS").unwrap_or_else(|| {
        let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
        flags.split_ascii_whitespace().collect::<Vec<_>>().join(SEPARATOR).into()
    });
    // The last one that matches counts, so inner folders come after outer ones.
    let mut folders: Vec<(PathBuf, String)> =
        local.iter().map(|(name, dir)| (dir.clone(), name.clone())).collect();
    folders.push((work.to_owned(), "eventual".to_owned()));
    if let Some(home) = cargo_home() {
        folders.push((home, "cargo".to_owned()));
    }
    folders.sort();
    // Only in what is compiled: messages show the user's own paths.
    if !flags.is_empty() {
        flags.push(SEPARATOR);
    }
    flags.push("--remap-path-scope=object");
    for (folder, name) in folders {
        flags.push(SEPARATOR);
        flags.push("--remap-path-prefix=");
        flags.push(folder);
        flags.push("=/");
        flags.push(name);
    }
    flags
}

fn cargo_home() -> Option<PathBuf> {
    let set = std::env::var_os("CARGO_HOME").filter(|it| !it.is_empty()).map(PathBuf::from);
    set.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// A stand-in for rustc that names local packages by name and version instead of by folder.
fn wrapper_script(local: &Local, work: &Path) -> String {
    let quoted = |path: &Path| format!("'{}'", path.to_string_lossy().replace('\'', r"'\''"));
    let folders: Vec<String> = local.values().map(|it| quoted(it)).collect();
    format!(
        r#"#!/bin/sh
case "$CARGO_MANIFEST_DIR" in
{} | {}/*)
    left=$#
    while [ "$left" -gt 0 ]; do
        argument=$1
        shift
        case "$argument" in
        metadata=*) argument="metadata=$CARGO_PKG_NAME-$CARGO_PKG_VERSION" ;;
        esac
        set -- "$@" "$argument"
        left=$((left - 1))
    done
    ;;
esac
exec ${{EVENTUAL_RUSTC_WRAPPER:+"$EVENTUAL_RUSTC_WRAPPER"}} "$@"
"#,
        folders.join(" | "),
        quoted(work),
    )
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_path: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn local_packages_are_named_alike_in_every_folder() {
        let work = tempfile::tempdir().unwrap();
        let local = BTreeMap::from([("orders".to_owned(), "/it's here/orders".into())]);
        environment(&local, work.path()).unwrap();
        let said = |dir: &str| {
            let output = Command::new(work.path().join("rustc-wrapper"))
                .args(["echo", "-C", "metadata=0123", "a b"])
                .env("CARGO_MANIFEST_DIR", dir)
                .env("CARGO_PKG_NAME", "orders")
                .env("CARGO_PKG_VERSION", "1.0.0")
                .env_remove("EVENTUAL_RUSTC_WRAPPER")
                .output()
                .unwrap();
            String::from_utf8(output.stdout).unwrap()
        };
        assert_eq!(said("/it's here/orders"), "-C metadata=orders-1.0.0 a b\n");
        assert_eq!(said("/registry/serde"), "-C metadata=0123 a b\n");
        let entry = work.path().join("entry");
        assert_eq!(said(entry.to_str().unwrap()), "-C metadata=orders-1.0.0 a b\n");
    }

    #[test]
    fn inner_folders_are_renamed_last() {
        let local = BTreeMap::from([
            ("a-part".to_owned(), "/w/orders/part".into()),
            ("orders".to_owned(), "/w/orders".into()),
        ]);
        let flags = flags(&local, Path::new("/w/orders/target"));
        let flags = flags.to_string_lossy();
        let at = |text: &str| flags.find(text).unwrap();
        assert!(at("=/w/orders=/orders") < at("=/w/orders/part=/a-part"));
        assert!(at("=/w/orders=/orders") < at("=/w/orders/target=/eventual"));
    }
}
