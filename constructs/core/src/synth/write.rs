//! From memory to a folder, all or nothing.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use super::assembly::{AssemblyFile, CloudAssembly};
use crate::problem::{Problem, ProblemKind, SynthError};

pub(super) fn write(assembly: &CloudAssembly, dir: &Path) -> Result<(), SynthError> {
    if dir.is_file() {
        let kind = ProblemKind::NotAFolder { path: dir.display().to_string() };
        return Err(SynthError::new(vec![Problem::new(kind, String::new(), None)]));
    }
    if !may_be_replaced(dir).map_err(write_error)? {
        let kind = ProblemKind::NotAnAssembly { folder: dir.display().to_string() };
        return Err(SynthError::new(vec![Problem::new(kind, String::new(), None)]));
    }
    if is_the_same(assembly, dir) {
        return Ok(());
    }
    swap_in(assembly, dir).map_err(write_error)
}

/// Whether the folder holds this assembly, and nothing else, already: then there is nothing to write. What cannot be read
/// is not the same.
fn is_the_same(assembly: &CloudAssembly, dir: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(dir) else { return false };
    let mut known = 0;
    for entry in entries {
        let Ok(entry) = entry else { return false };
        match entry.file_name().to_str().map(|name| assembly.files.contains_key(name)) {
            Some(true) => known += 1,
            _ if is_of_the_cli(&entry.path()) => {}
            _ => return false,
        }
    }
    known == assembly.files.len()
        && assembly.files.iter().all(|(name, file)| match file {
            AssemblyFile::Bytes(bytes) => std::fs::read(dir.join(name)).is_ok_and(|it| *it == **bytes),
            AssemblyFile::CopyOf(source) => same_sizes(source, &dir.join(name)),
        })
}

fn write_error(error: io::Error) -> SynthError {
    let kind = ProblemKind::Write { reason: error.to_string() };
    SynthError::new(vec![Problem::new(kind, String::new(), None)])
}

/// Nothing there, nothing in it, or an assembly. Anything else may be a user's work.
fn may_be_replaced(dir: &Path) -> io::Result<bool> {
    if !dir.exists() {
        return Ok(true);
    }
    if dir.join("manifest.json").exists() && dir.join("cdk.out").exists() {
        return Ok(true);
    }
    let mut entries = fs_err::read_dir(dir)?;
    entries.try_fold(true, |empty, entry| Ok(empty && is_lock(&entry?.path())))
}

/// What the CDK CLI keeps in the folder: its lock files, and archives of assets, by their hashes.
fn is_of_the_cli(path: &Path) -> bool {
    is_lock(path) || path.file_name().is_some_and(|name| name == ".cache")
}

/// Lock files of the CDK CLI, which runs us while it holds one in the folder.
fn is_lock(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "lock")
}

fn swap_in(assembly: &CloudAssembly, dir: &Path) -> io::Result<()> {
    // A path such as `.` or `a/..` has no name to write beside.
    let dir = std::path::absolute(dir)?;
    let (Some(parent), Some(name)) = (dir.parent(), dir.file_name()) else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("`{}` is no folder name", dir.display()),
        ));
    };
    fs_err::create_dir_all(parent)?;
    let beside =
        |what: &str| parent.join(format!(".{}.{what}-{}", name.to_string_lossy(), std::process::id()));
    let (fresh, stale) = (beside("new"), beside("old"));
    remove(&fresh)?;
    remove(&stale)?;
    sweep(parent, &name.to_string_lossy())?;
    let written = fill(assembly, &fresh, &dir).and_then(|()| keep_locks(&dir, &fresh)).and_then(|()| {
        if dir.exists() {
            fs_err::rename(&dir, &stale)?;
        }
        // Should the second rename fail, the first is undone.
        fs_err::rename(&fresh, &dir).inspect_err(|_| drop(fs_err::rename(&stale, &dir)))
    });
    if written.is_err() {
        // The first error is the one to tell.
        drop(remove(&fresh));
    }
    written?;
    remove(&stale)
}

/// Removes what runs that were killed left beside the folder. A run that is alive keeps its own: where processes
/// cannot be looked up, nothing is removed.
fn sweep(parent: &Path, name: &str) -> io::Result<()> {
    let processes = Path::new("/proc");
    if !processes.join("self").exists() {
        return Ok(());
    }
    for entry in fs_err::read_dir(parent)? {
        let entry = entry?;
        let file_name = entry.file_name();
        let rest = file_name.to_str().and_then(|text| text.strip_prefix('.')?.strip_prefix(name));
        let process = rest.and_then(|rest| rest.strip_prefix(".new-").or_else(|| rest.strip_prefix(".old-")));
        if process.is_some_and(|id| id.parse::<u32>().is_ok() && !processes.join(id).exists()) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Writes the entries into the new folder `to`. Assets are named after their content: one that the assembly in `before`
/// has is linked from there, as copying a hundred functions takes longer than all the rest.
fn fill(assembly: &CloudAssembly, to: &Path, before: &Path) -> io::Result<()> {
    fs_err::create_dir(to)?;
    for (name, file) in &assembly.files {
        let target = to.join(name);
        match file {
            AssemblyFile::Bytes(bytes) => fs_err::write(target, bytes)?,
            AssemblyFile::CopyOf(source) => {
                let known = before.join(name);
                if same_sizes(source, &known) { link(&known, &target)? } else { copy(source, &target)? }
            }
        }
    }
    Ok(())
}

/// Whether both are there with the same files of the same sizes: a second look beside the name.
fn same_sizes(source: &Path, known: &Path) -> bool {
    let (Ok(new), Ok(old)) = (std::fs::metadata(source), std::fs::metadata(known)) else { return false };
    if !new.is_dir() || !old.is_dir() {
        return new.is_file() && old.is_file() && new.len() == old.len();
    }
    let names = |dir: &Path| -> Option<BTreeSet<OsString>> {
        std::fs::read_dir(dir).ok()?.map(|entry| Some(entry.ok()?.file_name())).collect()
    };
    let names = (names(source), names(known));
    match names {
        (Some(new), Some(old)) => {
            new == old && new.iter().all(|name| same_sizes(&source.join(name), &known.join(name)))
        }
        _ => false,
    }
}

/// The same files once more; copies where the file system has no links.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    if !fs_err::metadata(from)?.is_dir() {
        return fs_err::hard_link(from, to).or_else(|_| fs_err::copy(from, to).map(drop));
    }
    fs_err::create_dir(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        link(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !fs_err::metadata(from)?.is_dir() {
        return fs_err::copy(from, to).map(drop);
    }
    fs_err::create_dir(to)?;
    for entry in fs_err::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn keep_locks(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    let locks: Vec<PathBuf> =
        fs_err::read_dir(from)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    for lock in locks.iter().filter(|path| is_lock(path)) {
        if let Some(name) = lock.file_name() {
            fs_err::copy(lock, to.join(name))?;
        }
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    if path.exists() { fs_err::remove_dir_all(path) } else { Ok(()) }
}
