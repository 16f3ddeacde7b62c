//! Zips that have the same bytes wherever and whenever they are made.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Error, Result};

/// What executables in the zip may have: everybody may read and run them. Lambda runs them as another user.
const EXECUTABLE: u32 = 0o755;
const PLAIN: u32 = 0o644;

/// The zip of a folder: sorted, with fixed times, as permissions only whether a file can be run.
pub(super) fn zip(folder: &Path) -> Result<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let broken = |file: &Path, reason: String| Error::File { file: file.into(), reason };
    for path in files(folder)? {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let name =
            inside.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let mode = if is_executable(&path)? { EXECUTABLE } else { PLAIN };
        let content = std::fs::read(&path).map_err(|error| broken(&path, error.to_string()))?;
        let written = writer
            .start_file(name, options.unix_permissions(mode))
            .and_then(|()| writer.write_all(&content).map_err(Into::into));
        written.map_err(|error| broken(&path, error.to_string()))?;
    }
    let bytes = writer.finish().map_err(|error| broken(folder, error.to_string()))?;
    Ok(bytes.into_inner())
}

fn files(folder: &Path) -> Result<BTreeSet<PathBuf>> {
    let broken = |error: std::io::Error| Error::File { file: folder.into(), reason: error.to_string() };
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).map_err(broken)? {
        let path = entry.map_err(broken)?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.insert(path);
        }
    }
    Ok(found)
}

#[cfg(unix)]
fn is_executable(file: &Path) -> Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    let broken = |error: std::io::Error| Error::File { file: file.into(), reason: error.to_string() };
    Ok(std::fs::metadata(file).map_err(broken)?.permissions().mode() & 0o111 != 0)
}

/// Where files do not say it, the function's binary must be.
#[cfg(not(unix))]
fn is_executable(file: &Path) -> Result<bool> {
    Ok(file.file_name().is_some_and(|name| name == "bootstrap"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        folder
    }

    #[test]
    fn the_same_files_have_the_same_bytes() {
        let files = [("b", "two"), ("a/c", "one")];
        let first = folder(&files);
        let second = folder(&[files[1], files[0]]);
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
        std::fs::File::open(second.path().join("b")).unwrap().set_modified(long_ago).unwrap();
        assert_eq!(zip(first.path()).unwrap(), zip(second.path()).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn what_can_be_run_can_be_run_by_everybody() {
        use std::os::unix::fs::PermissionsExt;

        let folder = folder(&[("bootstrap", "#!"), ("data", "1")]);
        let bootstrap = folder.path().join("bootstrap");
        std::fs::set_permissions(&bootstrap, std::fs::Permissions::from_mode(0o700)).unwrap();
        let bytes = zip(folder.path()).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut modes = Vec::new();
        for index in 0..archive.len() {
            let file = archive.by_index(index).unwrap();
            modes.push((file.name().unwrap().into_owned(), file.unix_mode().unwrap() & 0o777));
        }
        assert_eq!(modes, [("bootstrap".to_owned(), 0o755), ("data".to_owned(), 0o644)]);
    }

    #[test]
    fn a_missing_folder_is_named() {
        let error = zip(Path::new("no/such/folder")).unwrap_err().to_string();
        assert!(error.starts_with("cannot read `no/such/folder`: "), "{error}");
    }
}
