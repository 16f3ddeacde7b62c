use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use crate::error::{Context, Error, Result};
use crate::places::{make_dir, target_dir};
use crate::process::{Transcript, run};
use crate::toolbox::{ensure, install_npm};

/// A Chromium that npm ships (the browser itself is in the package) and what drives it.
const PACKAGES: [&str; 2] = ["playwright-core@1.65.1", "@sparticuz/chromium@153.0.0"];
const LIMIT: Duration = Duration::from_secs(300);

/// A headless browser and Node.js to drive it, installed into `<target>/tools` by the first test that asks: from npm, so
/// that neither a browser of the machine nor a download from elsewhere is needed.
#[derive(Debug)]
pub struct Browser {
    home: PathBuf,
}

impl Browser {
    /// The browser of this target directory (about 15 s and 90 MB the first time).
    ///
    /// # Errors
    /// If `npm` is missing, or the installation fails.
    pub fn get() -> Result<&'static Self> {
        static BROWSER: OnceLock<Result<Browser, String>> = OnceLock::new();
        let install = || {
            let tools = target_dir()?.join("tools");
            make_dir(&tools)?;
            let lock =
                File::create(tools.join("browser.lock")).context(|| "cannot lock the browser".into())?;
            // Released when the file closes, also if this process is killed.
            lock.lock().context(|| "cannot lock the browser".into())?;
            let home = tools.join("browser");
            let mark = home.join("node_modules/playwright-core/package.json");
            ensure(&home, &PACKAGES.join("\n"), &mark, "a headless Chromium from npm", || {
                install_npm("npm", &home, &PACKAGES, "a headless browser")
            })?;
            Ok(Self { home })
        };
        let install = || install().map_err(|error: Error| error.to_string());
        BROWSER.get_or_init(install).as_ref().map_err(Error::new)
    }

    /// Runs a module that drives the browser. It is copied beside the packages, which it imports by name; `arguments` are its
    /// own.
    ///
    /// # Errors
    /// If Node.js is missing or the module does not end in time; see [`run`].
    pub fn run(&self, module: &Path, arguments: &[&str]) -> Result<Transcript> {
        let name = module.file_name().unwrap_or_default();
        let here = self.home.join(name);
        std::fs::copy(module, &here).context(|| format!("cannot copy `{}`", module.display()))?;
        // The browser is unpacked there, once.
        let unpacked = self.home.join("unpacked");
        make_dir(&unpacked)?;
        run(Command::new("node").arg(&here).args(arguments).env("TMPDIR", unpacked), LIMIT)
            .context(|| "the tests of pages need Node.js (20 or newer); install it and run again".into())
    }
}
