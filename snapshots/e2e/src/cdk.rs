use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::emulator::{ACCOUNT, Emulator, REGION};
use crate::error::Result;
use crate::places::target_dir;
use crate::process::{Transcript, run};
use crate::toolbox::Toolbox;

/// The CDK CLI from npm, pointed at an emulator. Each method returns the transcript whatever the exit code;
/// ask for [`Transcript::success`] where that matters.
#[derive(Debug)]
pub struct Cdk<'a> {
    emulator: &'a Emulator,
    app: String,
    directory: PathBuf,
    environment: BTreeMap<String, String>,
    limit: Duration,
}

impl<'a> Cdk<'a> {
    /// A CLI that runs in `directory` on `app`: a cloud assembly's folder, or the command that makes one.
    pub fn new(emulator: &'a Emulator, directory: impl AsRef<Path>, app: impl Into<String>) -> Self {
        Self {
            emulator,
            app: app.into(),
            directory: directory.as_ref().to_path_buf(),
            environment: BTreeMap::new(),
            limit: Duration::from_secs(300),
        }
    }

    /// Sets a variable of its environment, which the app's command sees too.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Sets how long a command may take; five minutes if not set. An app that compiles may want more.
    #[must_use]
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// `cdk bootstrap`: the bucket, roles and version parameter that deployments need.
    ///
    /// # Errors
    /// If the CLI cannot be run to its end; so for all commands.
    pub fn bootstrap(&self) -> Result<Transcript> {
        self.run_bare(&["bootstrap", &format!("aws://{ACCOUNT}/{REGION}")])
    }

    /// `cdk ls`.
    pub fn ls(&self) -> Result<Transcript> {
        self.run(&["ls"])
    }

    /// `cdk synth` of the named stacks to stdout; of the only stack if none is named.
    pub fn synth(&self, stacks: &[&str]) -> Result<Transcript> {
        self.run(&[&["synth"], stacks].concat())
    }

    /// `cdk diff` of all stacks with what is deployed; exit code 1 if they differ.
    pub fn diff(&self) -> Result<Transcript> {
        self.run(&["diff", "--fail"])
    }

    /// `cdk deploy` of all stacks.
    pub fn deploy(&self) -> Result<Transcript> {
        self.run(&["deploy", "--all", "--require-approval", "never", "--progress", "events"])
    }

    /// `cdk destroy` of all stacks.
    pub fn destroy(&self) -> Result<Transcript> {
        self.run(&["destroy", "--all", "--force"])
    }

    /// Any command with its arguments, on the app.
    pub fn run(&self, arguments: &[&str]) -> Result<Transcript> {
        self.run_bare(&[arguments, &["--app", &self.app]].concat())
    }

    fn run_bare(&self, arguments: &[&str]) -> Result<Transcript> {
        let mut command = Command::new(Toolbox::get()?.cdk());
        command.args(arguments).args(["--no-color", "--no-notices"]).current_dir(&self.directory);
        for (name, _) in std::env::vars_os() {
            // A developer's own settings must not reach a test.
            if name.to_str().is_some_and(|name| name.starts_with("AWS_") || name.starts_with("CDK_")) {
                command.env_remove(name);
            }
        }
        command
            .envs(self.emulator.environment())
            .env("CI", "true")
            .env("CDK_DISABLE_CLI_TELEMETRY", "true")
            .env("CDK_DISABLE_VERSION_CHECK", "true")
            // Its caches; else they go to the home directory.
            .env("CDK_HOME", target_dir()?.join("e2e/cdk"))
            .envs(&self.environment);
        run(&mut command, self.limit)
    }
}
