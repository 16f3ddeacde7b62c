//! Histories as test fixtures: a change of code is safe for the executions in flight if it replays them all.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use eventual_runtime_core::handler::Catalogue;

use crate::history::{EXTENSION, History};
use crate::judge::{Options, replay};

/// Why the fixtures of a folder do not speak for the code.
#[derive(Debug, thiserror::Error)]
pub enum FixtureError {
    /// The folder cannot be read.
    #[error("the folder `{folder}` of histories cannot be read: {error}", folder = folder.display())]
    Folder {
        /// Which folder.
        folder: PathBuf,
        /// What is wrong.
        error: std::io::Error,
    },
    /// There is nothing in it.
    #[error(
        "the folder `{folder}` holds no history, so this test would prove nothing; save one with \
         `eventual replay --execution-id <id> --save {folder}/<name>.{EXTENSION}`",
        folder = folder.display()
    )]
    Empty {
        /// Which folder.
        folder: PathBuf,
    },
    /// Some do not fit.
    #[error("{failed} of {all} histories in `{folder}` do not fit the code:\n{text}", folder = folder.display())]
    Failed {
        /// Which folder.
        folder: PathBuf,
        /// How many do not fit.
        failed: usize,
        /// How many there are.
        all: usize,
        /// Each with the reason.
        text: String,
    },
}

/// Replays all histories of a folder, `tests/histories` for example, against the code of the service; paths are relative to
/// the package of the test.
///
/// # Panics
/// If one does not fit, with the call that was recorded, the call that is made now, and its line of source code; if the folder
/// is empty.
#[track_caller]
#[expect(clippy::panic, reason = "a test helper: this is how a test fails")]
pub fn replay_fixtures<S: Catalogue>(folder: impl AsRef<Path>) {
    if let Err(error) = check_fixtures::<S>(folder) {
        panic!("{error}");
    }
}

/// The same without a panic: how many histories were replayed, or what is wrong.
pub fn check_fixtures<S: Catalogue>(folder: impl AsRef<Path>) -> Result<usize, FixtureError> {
    let folder = folder.as_ref();
    let files = files(folder)?;
    let workflows = S::handlers().workflows;
    let (mut text, mut failed) = (String::new(), 0);
    for file in &files {
        let name = file.strip_prefix(folder).unwrap_or(file).display();
        let problem = match History::load(file) {
            Err(error) => Some(error.to_string()),
            Ok(history) if history.service != S::NAME => {
                Some(format!("it is of service `{}`, and this is `{}`", history.service, S::NAME))
            }
            Ok(history) => {
                let verdict = replay(&workflows, &history, Options::default(), &mut ());
                let who = format!("execution `{}` of `{}`", history.execution, history.workflow);
                (!verdict.agrees()).then(|| format!("{who}: {verdict}"))
            }
        };
        if let Some(problem) = problem {
            failed += 1;
            // Writing to a string does not fail.
            let _ = writeln!(text, "\n{name}: {problem}");
        }
    }
    let all = files.len();
    if failed == 0 {
        return Ok(all);
    }
    Err(FixtureError::Failed { folder: folder.to_owned(), failed, all, text })
}

/// The history files of a folder and of those in it, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, FixtureError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let fail = |error| FixtureError::Folder { folder: next.clone(), error };
        for entry in std::fs::read_dir(&next).map_err(fail)? {
            let path = entry.map_err(fail)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == EXTENSION) {
                found.push(path);
            }
        }
    }
    found.sort();
    if found.is_empty() { Err(FixtureError::Empty { folder: folder.to_owned() }) } else { Ok(found) }
}
