use std::fs::File;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::error::{Context, Result};
use crate::places::{make_dir, target_dir};
use crate::process::{Transcript, run};
use crate::toolbox::{ensure, install_npm_locked};

const LOCK: &str = "package-lock.json";
const LIMIT: Duration = Duration::from_secs(300);

/// A copy of a project of npm, in which scripts may write what they like. Its packages are those of its lock file,
/// installed into `<target>/tools` by the first test that asks, and shared by all copies.
#[derive(Debug)]
pub struct NpmProject {
    copy: TempDir,
}

impl NpmProject {
    /// A copy of the project in this folder.
    ///
    /// # Errors
    /// If it has no lock file, `npm` is missing, or the installation fails.
    pub fn copy_of(project: &Path) -> Result<Self> {
        let packages = target_dir()?.join("tools").join(project.file_name().unwrap_or_default());
        make_dir(&packages)?;
        let lock = File::create(packages.with_extension("lock")).context(|| "cannot lock packages".into())?;
        // Released when the file closes, also if this process is killed.
        lock.lock().context(|| "cannot lock packages".into())?;
        let pins = std::fs::read_to_string(project.join(LOCK))
            .context(|| format!("cannot read `{}`", project.join(LOCK).display()))?;
        let installed = packages.join("node_modules");
        let mark = installed.join(".package-lock.json");
        ensure(&packages, &pins, &mark, &format!("packages of `{}` from npm", project.display()), || {
            for file in ["package.json", LOCK] {
                copy(&project.join(file), &packages.join(file))?;
            }
            install_npm_locked("npm", &packages)
        })?;
        let copied = tempfile::tempdir().context(|| "cannot make a folder".into())?;
        copy_folder(project, copied.path())?;
        std::os::unix::fs::symlink(&installed, copied.path().join("node_modules"))
            .context(|| "cannot link the packages".into())?;
        Ok(Self { copy: copied })
    }

    /// Where the copy is.
    pub fn folder(&self) -> &Path {
        self.copy.path()
    }

    /// Runs a script of the project.
    ///
    /// # Errors
    /// If npm is missing or the script does not end in time; see [`run`].
    pub fn script(&self, name: &str, environment: &[(&str, &str)]) -> Result<Transcript> {
        let mut command = Command::new("npm");
        command.args(["run", "--silent", name]).current_dir(self.folder());
        command.env("NO_UPDATE_NOTIFIER", "1").envs(environment.iter().copied());
        run(&mut command, LIMIT)
    }
}

/// Copies what people wrote: packages are linked, and what scripts write is made again.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    make_dir(to)?;
    let reading = || format!("cannot read `{}`", from.display());
    for entry in std::fs::read_dir(from).context(reading)? {
        let entry = entry.context(reading)?;
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        match entry.file_type().context(reading)?.is_dir() {
            true if name == "node_modules" || name == "dist" => {}
            true => copy_folder(&entry.path(), &target)?,
            false => copy(&entry.path(), &target)?,
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).map(drop).context(|| format!("cannot copy `{}`", from.display()))
}
