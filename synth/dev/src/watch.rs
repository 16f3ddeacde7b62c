//! Which files change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, recommended_watcher};

use crate::error::DevError;
use crate::supervisor::Happening;

/// Folders in which nothing is written by hand, by name.
const IGNORED: &[&str] = &["target", "node_modules", "cdk.out"];

/// Watches folders until it is dropped.
#[derive(Debug)]
pub(crate) struct Files {
    watcher: RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl Files {
    /// Watches nothing yet.
    pub(crate) fn new(happenings: Sender<Happening>) -> Result<Self, DevError> {
        let watcher = recommended_watcher(move |event: notify::Result<Event>| {
            let is_news = event.is_ok_and(|it| matters(&it));
            if is_news {
                // Nobody listens any more when it is too late anyway.
                let _ = happenings.send(Happening::Changed);
            }
        });
        let failed =
            |error: notify::Error| DevError::Watch { path: PathBuf::new(), reason: error.to_string() };
        Ok(Self { watcher: watcher.map_err(failed)?, watched: BTreeSet::new() })
    }

    /// Watches these folders too, without what is generated in them.
    pub(crate) fn watch<'a>(
        &mut self,
        folders: impl IntoIterator<Item = &'a PathBuf>,
    ) -> Result<(), DevError> {
        for folder in folders {
            if self.watched.insert(folder.clone()) {
                self.add(folder, RecursiveMode::NonRecursive)?;
                let Ok(entries) = fs_err::read_dir(folder) else { continue };
                for entry in entries.flatten() {
                    let path = entry.path();
                    if path.is_dir() && !is_ignored(&path) {
                        self.add(&path, RecursiveMode::Recursive)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, path: &Path, mode: RecursiveMode) -> Result<(), DevError> {
        let failed =
            |error: notify::Error| DevError::Watch { path: path.to_owned(), reason: error.to_string() };
        self.watcher.watch(path, mode).map_err(failed)
    }
}

fn matters(event: &Event) -> bool {
    let is_change = matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_));
    is_change && event.paths.iter().any(|path| !is_noise(path))
}

/// What editors and tools leave behind.
fn is_noise(path: &Path) -> bool {
    let name = path.file_name().map(|it| it.to_string_lossy()).unwrap_or_default();
    let is_temporary =
        name.ends_with('~') || name.starts_with('.') || name.ends_with(".swp") || name == "4913";
    is_temporary || is_ignored(path)
}

fn is_ignored(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(|it| it.to_str()) else { return false };
    name.starts_with('.') || IGNORED.contains(&name)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_editors_leave_behind_is_no_change() {
        for noise in ["/w/src/.lib.rs.swp", "/w/src/lib.rs~", "/w/target", "/w/.git", "/w/src/4913"] {
            assert!(is_noise(Path::new(noise)), "{noise}");
        }
        for change in ["/w/src/lib.rs", "/w/Cargo.toml", "/w/schema.json"] {
            assert!(!is_noise(Path::new(change)), "{change}");
        }
    }

    #[test]
    fn a_written_file_is_noticed_and_a_build_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs_err::canonicalize(folder.path()).unwrap();
        fs_err::create_dir_all(root.join("src/api")).unwrap();
        fs_err::create_dir_all(root.join("target/debug")).unwrap();
        let (sender, receiver) = channel();
        let mut files = Files::new(sender).unwrap();
        files.watch([&root]).unwrap();
        fs_err::write(root.join("target/debug/out"), "x").unwrap();
        assert!(receiver.recv_timeout(Duration::from_millis(200)).is_err());
        fs_err::write(root.join("src/api/orders.rs"), "x").unwrap();
        assert!(matches!(receiver.recv_timeout(Duration::from_secs(10)), Ok(Happening::Changed)));
    }
}
