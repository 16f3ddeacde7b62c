use std::path::{Path, PathBuf};

use crate::error::{Context, Error, Result};

/// Cargo's target directory of the running test, found from its executable (`<target>/debug/deps/it-1a2b`) by the
/// tag file that cargo puts there; so it is right under `CARGO_TARGET_DIR` and `--target-dir` too.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let executable = std::env::current_exe().context(|| "cannot find the running test".into())?;
    executable
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| Error::new(format!("`{}` is in no cargo target directory", executable.display())))
}

/// Makes a folder and its parents.
pub(crate) fn make_dir(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path).context(|| format!("cannot make `{}`", path.display()))
}

/// The name of the running test as a file name: the test runner names the thread after it.
pub(crate) fn test_name() -> String {
    let thread = std::thread::current();
    thread.name().unwrap_or("test").replace("::", "-")
}
