//! What a build leaves behind: a folder and a zip per handler, and one record of it all.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use eventual_analyzer_model::FunctionBuild;
use eventual_analyzer_model::contract::Capability;
use sha2::{Digest, Sha256};

use crate::archive;

/// What was built.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BuildReport {
    /// One function per handler, by handler id (`command_create_order`).
    pub functions: BTreeMap<String, FunctionBuild>,
    /// Whether nothing had to run since nothing changed.
    pub fresh: bool,
}

/// A file beside `bootstrap`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExtraFile {
    /// Its name in the folder, such as `openapi.json`.
    pub name: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// Name of the program that Lambda starts.
pub(crate) const BOOTSTRAP: &str = "bootstrap";

/// Makes a function's folder and zip hold this program and these files; leaves them alone if they do.
pub(crate) fn write_function(
    outputs: &Path,
    id: &str,
    bootstrap: &[u8],
    extra: &[ExtraFile],
    capabilities: Vec<Capability>,
) -> io::Result<FunctionBuild> {
    let asset_dir = outputs.join(id);
    let mut files: BTreeMap<&str, &[u8]> =
        extra.iter().map(|it| (it.name.as_str(), it.content.as_slice())).collect();
    files.insert(BOOTSTRAP, bootstrap);
    fs_err::create_dir_all(&asset_dir)?;
    for entry in fs_err::read_dir(&asset_dir)? {
        let entry = entry?;
        if !files.contains_key(entry.file_name().to_string_lossy().as_ref()) {
            fs_err::remove_file(entry.path())?;
        }
    }
    for (name, content) in &files {
        let path = asset_dir.join(name);
        write_if_changed(&path, content)?;
        set_mode(&path, if *name == BOOTSTRAP { 0o755 } else { 0o644 })?;
    }
    let zip = outputs.join(format!("{id}.zip"));
    let hash = content_hash(&files);
    let bytes = archive::zip(&files)?;
    write_if_changed(&zip, &bytes)?;
    Ok(FunctionBuild {
        asset_dir,
        zip,
        hash,
        capabilities,
        size: bootstrap.len() as u64,
        zip_size: bytes.len() as u64,
    })
}

/// Removes what is in the folder and belongs to no handler of the service any more.
pub(crate) fn remove_others(outputs: &Path, functions: &BTreeMap<String, FunctionBuild>) -> io::Result<()> {
    for entry in fs_err::read_dir(outputs)? {
        let path = entry?.path();
        if functions.values().any(|it| it.asset_dir == path || it.zip == path) {
            continue;
        }
        if path.is_dir() { fs_err::remove_dir_all(path)? } else { fs_err::remove_file(path)? }
    }
    Ok(())
}

/// Hash over names and contents, each with its length, so that no two folders are confused.
pub(crate) fn content_hash(files: &BTreeMap<&str, &[u8]>) -> String {
    let mut hash = Sha256::new();
    for (name, content) in files {
        for part in [name.as_bytes(), content] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hex(&hash.finalize())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Replaces a file in one step, so that half of it is never seen; leaves an equal file alone.
pub(crate) fn write_if_changed(path: &Path, content: &[u8]) -> io::Result<()> {
    // Compared by size first: binaries are large.
    let same_size = fs_err::metadata(path).is_ok_and(|it| it.len() == content.len() as u64);
    if same_size && fs_err::read(path)? == content {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}", std::process::id()));
    if let Some(dir) = path.parent() {
        fs_err::create_dir_all(dir)?;
    }
    fs_err::write(&temporary, content)?;
    fs_err::rename(&temporary, path)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs_err::set_permissions(path, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_folder_holds_exactly_what_it_should() {
        let dir = tempfile::tempdir().unwrap();
        let spec = ExtraFile { name: "openapi.json".into(), content: b"{}".to_vec() };
        let with =
            write_function(dir.path(), "command_a", b"elf", std::slice::from_ref(&spec), vec![]).unwrap();
        assert!(with.asset_dir.join("openapi.json").exists());
        let without = write_function(dir.path(), "command_a", b"elf", &[], vec![]).unwrap();
        assert!(!with.asset_dir.join("openapi.json").exists());
        assert_ne!(with.hash, without.hash);
        assert_eq!(fs_err::metadata(&without.zip).unwrap().len(), without.zip_size);

        write_function(dir.path(), "command_b", b"elf", &[], vec![]).unwrap();
        remove_others(dir.path(), &BTreeMap::from([("command_a".to_owned(), without)])).unwrap();
        let mut left: Vec<_> =
            fs_err::read_dir(dir.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["command_a", "command_a.zip"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_the_program_can_be_executed() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let extra = ExtraFile { name: "openapi.json".into(), content: b"{}".to_vec() };
        let function = write_function(dir.path(), "command_a", b"elf", &[extra], vec![]).unwrap();
        let mode = |name: &str| {
            fs_err::metadata(function.asset_dir.join(name)).unwrap().permissions().mode() & 0o777
        };
        assert_eq!((mode(BOOTSTRAP), mode("openapi.json")), (0o755, 0o644));
    }

    #[test]
    fn equal_content_is_not_written_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        write_if_changed(&path, b"one").unwrap();
        let before = fs_err::metadata(&path).unwrap().modified().unwrap();
        write_if_changed(&path, b"one").unwrap();
        assert_eq!(fs_err::metadata(&path).unwrap().modified().unwrap(), before);
        write_if_changed(&path, b"two").unwrap();
        assert_eq!(fs_err::read(&path).unwrap(), b"two");
        assert_eq!(fs_err::read_dir(dir.path().join("a")).unwrap().count(), 1, "a temporary file is left");
    }
}
