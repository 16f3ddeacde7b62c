//! Where files come from: the only IO of the analyzer.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Reads files. Tests use [`MemorySource`], all else [`DiskSource`].
pub trait FileSource: Sync {
    /// The text of a file.
    ///
    /// # Errors
    /// Those of [`std::fs::read_to_string`]; `NotFound` means that the file does not exist.
    fn read(&self, path: &Path) -> io::Result<String>;
}

/// The file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskSource;

impl FileSource for DiskSource {
    fn read(&self, path: &Path) -> io::Result<String> {
        std::fs::read_to_string(path)
    }
}

/// Files in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct MemorySource {
    files: BTreeMap<PathBuf, String>,
}

impl MemorySource {
    /// Adds or replaces a file.
    pub fn insert(&mut self, path: impl Into<PathBuf>, text: impl Into<String>) {
        self.files.insert(normalize(&path.into()), text.into());
    }
}

impl FileSource for MemorySource {
    fn read(&self, path: &Path) -> io::Result<String> {
        self.files.get(&normalize(path)).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// The path without `.` and, as far as the text shows, without `..`.
pub(crate) fn normalize(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if out.file_name().is_some() => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}
