use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use eventual_snapshots_e2e::{Emulator, Transcript, run, wait_for};
use serde_json::Value;
use tempfile::TempDir;

use crate::transcript::tool;

/// Name of the service under test.
const SERVICE: &str = "durable";

/// How long a command may take: the first compiles the service.
const COMMAND: Duration = Duration::from_secs(900);
/// How long AWS may take to do what it was told.
const PATIENCE: Duration = Duration::from_secs(120);

/// An account, and a terminal in an empty folder.
pub(super) struct Account<'a> {
    emulator: &'a Emulator,
    folder: TempDir,
}

impl<'a> Account<'a> {
    pub(super) fn new(emulator: &'a Emulator) -> Self {
        Self { emulator, folder: tempfile::tempdir().unwrap() }
    }

    /// Where commands are run.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Source of the service under test.
    pub(super) fn source() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../snapshots/e2e")
            .join(SERVICE)
            .canonicalize()
            .unwrap()
    }

    /// Runs the tool, whatever comes of it.
    pub(super) fn run(&self, arguments: &[&str]) -> Transcript {
        run(&mut self.tool(arguments), COMMAND).unwrap()
    }

    /// The tool, before it is run.
    pub(super) fn tool(&self, arguments: &[&str]) -> Command {
        let mut tool = tool();
        tool.args(arguments).envs(self.emulator.environment()).current_dir(self.folder());
        tool
    }

    /// Runs it for the deployed service.
    pub(super) fn ask(&self, arguments: &[&str]) -> Transcript {
        self.run(&[arguments, &["--service", SERVICE]].concat())
    }

    /// The same for what must succeed; what is on stdout.
    pub(super) fn told(&self, arguments: &[&str]) -> String {
        self.ask(arguments)
            .success()
            .unwrap_or_else(|error| panic!("{error}\n{}", self.emulator.log_tail()))
            .stdout
    }

    /// The same as data.
    pub(super) fn data(&self, arguments: &[&str]) -> Value {
        let text = self.told(&[arguments, &["--json"]].concat());
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Asks until the output contains this.
    pub(super) fn until(&self, arguments: &[&str], expected: &str) -> String {
        let what = format!("`{expected}` of {arguments:?}");
        let mut last = String::new();
        let found = wait_for(&what, PATIENCE, || {
            last = self.told(arguments);
            Ok(last.contains(expected).then(|| last.clone()))
        });
        found.unwrap_or_else(|error| panic!("{error}\n{last}\n{}", self.emulator.log_tail()))
    }
}

/// Refused, with this exit code and these words.
#[track_caller]
pub(super) fn refused(transcript: &Transcript, code: i32, words: &[&str]) {
    assert_eq!(transcript.code, code, "{transcript}");
    for word in words {
        assert!(transcript.stderr.contains(word), "`{word}` is not in {transcript}");
    }
}
