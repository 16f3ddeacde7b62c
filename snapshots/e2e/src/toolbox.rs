use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use eventual_synth_deploy::CDK;

use crate::error::{Context, Error, Result};
use crate::places::{make_dir, target_dir};
use crate::process::run;

/// What is taken from PyPI, pinned with all its dependencies.
const REQUIREMENTS: &str = include_str!("../emulator/requirements.txt");
const INSTALL_LIMIT: Duration = Duration::from_secs(600);

/// The tools that end-to-end tests run, installed by the first test that asks.
#[derive(Debug)]
pub struct Toolbox {
    python: PathBuf,
    cdk: PathBuf,
}

impl Toolbox {
    /// The toolbox of this target directory: `<target>/tools`. The first call installs it (about 20 s and 250 MB,
    /// with progress on stderr); parallel test processes wait for the one that does. Later calls cost nothing.
    ///
    /// # Errors
    /// If `python3` (3.11 or newer, with `venv`) or `npm` is missing, or an installation fails.
    pub fn get() -> Result<&'static Self> {
        static TOOLBOX: OnceLock<Result<Toolbox, String>> = OnceLock::new();
        TOOLBOX
            .get_or_init(|| {
                target_dir().and_then(|target| Self::install(&target.join("tools"))).map_err(text)
            })
            .as_ref()
            .map_err(Error::new)
    }

    /// Python with MiniStack and cfn-lint.
    pub fn python(&self) -> &Path {
        &self.python
    }

    /// The `cdk` executable.
    pub fn cdk(&self) -> &Path {
        &self.cdk
    }

    fn install(home: &Path) -> Result<Self> {
        make_dir(home)?;
        let lock = File::create(home.join("lock")).context(|| format!("cannot lock `{}`", home.display()))?;
        // Released when the file closes, also if this process is killed.
        lock.lock().context(|| format!("cannot lock `{}`", home.display()))?;

        let venv = home.join("python");
        let python = venv.join("bin/python");
        ensure(&venv, REQUIREMENTS, &python, "the emulator and cfn-lint from PyPI", || {
            install_python("python3", &venv)
        })?;
        let node = home.join("node");
        let cdk = node.join("node_modules/.bin/cdk");
        ensure(&node, CDK, &cdk, &format!("{CDK} from npm"), || {
            install_npm("npm", &node, &[CDK], "the CDK CLI")
        })?;
        Ok(Self { python, cdk })
    }
}

/// Installs into `folder` unless its stamp says that the same is there already. The stamp is written last: a
/// killed installation starts again. It holds the folder's path because virtual environments cannot be moved.
pub(crate) fn ensure(
    folder: &Path,
    pins: &str,
    executable: &Path,
    what: &str,
    install: impl FnOnce() -> Result<()>,
) -> Result<()> {
    let stamp = folder.join("installed");
    let wanted = format!("{}\n{pins}", folder.display());
    // `exists` follows links: a virtual environment whose Python was uninstalled is none.
    if executable.exists() && std::fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let start = Instant::now();
    say(&format!("  Installing {what}"));
    if folder.exists() {
        std::fs::remove_dir_all(folder).context(|| format!("cannot empty `{}`", folder.display()))?;
    }
    make_dir(folder)?;
    install()?;
    std::fs::write(&stamp, wanted).context(|| format!("cannot write `{}`", stamp.display()))?;
    say(&format!("   Installed {what} in {:.0?}", start.elapsed()));
    Ok(())
}

fn install_python(python3: &str, venv: &Path) -> Result<()> {
    let version =
        ["-c", "import sys; sys.exit(0 if sys.version_info >= (3, 11) else sys.version.split()[0])"];
    let found = run(Command::new(python3).args(version), INSTALL_LIMIT).context(|| {
        "the end-to-end tests need `python3` (3.11 or newer) for the local AWS; install it and run again"
            .into()
    })?;
    if found.code != 0 {
        return Err(Error::new(format!(
            "the end-to-end tests need `python3` 3.11 or newer, found {}",
            found.stderr.trim()
        )));
    }
    run(Command::new(python3).args(["-m", "venv"]).arg(venv), INSTALL_LIMIT)?.success().context(|| {
        "cannot make a virtual environment (on Debian and Ubuntu install `python3-venv`)".into()
    })?;
    let requirements = venv.join("requirements.txt");
    std::fs::write(&requirements, REQUIREMENTS)
        .context(|| format!("cannot write `{}`", requirements.display()))?;
    let pip =
        ["-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check", "--no-input", "-r"];
    run(Command::new(venv.join("bin/python")).args(pip).arg(requirements), INSTALL_LIMIT)?.success().map(drop)
}

/// Installs packages of npm; `what` says what the tests need them for.
pub(crate) fn install_npm(npm: &str, folder: &Path, packages: &[&str], what: &str) -> Result<()> {
    run_npm(Command::new(npm).args(["install", "--no-save"]).args(packages), folder, what)
}

/// Installs what the lock file in this folder says, and nothing else.
pub(crate) fn install_npm_locked(npm: &str, folder: &Path) -> Result<()> {
    run_npm(Command::new(npm).arg("ci"), folder, "the lesson in TypeScript")
}

fn run_npm(command: &mut Command, folder: &Path, what: &str) -> Result<()> {
    let quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
    run(command.args(quiet).arg("--prefix").arg(folder), INSTALL_LIMIT)
        .context(|| format!("the end-to-end tests need `npm` for {what}; install Node.js and run again"))?
        .success()
        .map(drop)
}

/// Progress, straight to stderr: the test runner hides what goes through `eprintln!`.
fn say(line: &str) {
    // Failing to show progress is no reason to fail.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn text(error: Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installs_once_and_again_when_the_pins_change() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("tool");
        let executable = folder.join("run");
        let mut installed = 0;
        for pins in ["one==1", "one==1", "one==2"] {
            ensure(&folder, pins, &executable, "a tool", || {
                installed += 1;
                std::fs::write(&executable, "").context(|| "tool".into())
            })
            .unwrap();
        }
        assert_eq!(installed, 2);
    }

    #[test]
    fn a_failed_installation_is_not_taken_for_one() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("tool");
        let executable = folder.join("run");
        ensure(&folder, "one==1", &executable, "a tool", || {
            std::fs::write(&executable, "").unwrap();
            Err(Error::new("killed"))
        })
        .unwrap_err();
        let mut again = false;
        ensure(&folder, "one==1", &executable, "a tool", || {
            again = true;
            Ok(())
        })
        .unwrap();
        assert!(again);
    }

    #[test]
    fn a_missing_interpreter_is_named_with_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let error = install_python("no-such-python3", home.path()).unwrap_err().to_string();
        assert_eq!(
            error,
            "the end-to-end tests need `python3` (3.11 or newer) for the local AWS; install it and run again: cannot \
             run `no-such-python3 -c import sys; sys.exit(0 if sys.version_info >= (3, 11) else sys.version.split()[0])`: \
             No such file or directory (os error 2)"
        );
        let error = install_npm("no-such-npm", home.path(), &[CDK], "the CDK CLI").unwrap_err().to_string();
        let expected = "the end-to-end tests need `npm` for the CDK CLI; install Node.js and run again: ";
        assert!(error.starts_with(expected), "{error}");
        let error = install_npm_locked("no-such-npm", home.path()).unwrap_err().to_string();
        assert!(
            error.starts_with("the end-to-end tests need `npm` for the lesson in TypeScript; "),
            "{error}"
        );
    }

    #[test]
    fn an_interpreter_that_is_too_old_is_named_with_its_version() {
        let home = tempfile::tempdir().unwrap();
        let old = home.path().join("python3");
        std::fs::write(&old, "#!/bin/sh\necho 3.9.2 >&2\nexit 1\n").unwrap();
        std::fs::set_permissions(&old, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let error = install_python(old.to_str().unwrap(), home.path()).unwrap_err();
        assert_eq!(error.to_string(), "the end-to-end tests need `python3` 3.11 or newer, found 3.9.2");
    }
}
