//! Runs cargo on the generated workspace, and passes on what it says.

use std::ffi::OsString;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use cargo_metadata::Message;

use crate::BuildError;
use crate::options::CargoOutput;
use crate::progress::{Event, Progress};

/// The cargo that runs this process, if one does: it may not be the first in `PATH`.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

pub(crate) fn not_started(source: io::Error) -> BuildError {
    BuildError::Program { program: cargo().to_string_lossy().into_owned(), help: "install Rust", source }
}

/// One run of cargo.
pub(crate) struct CargoRun<'a> {
    /// `compile`, `describe`: for the message if it fails.
    pub(crate) action: &'static str,
    pub(crate) service: &'a str,
    /// Folder of the generated workspace.
    pub(crate) workspace: &'a Path,
    /// Folder to run in: that of the service, whose cargo configuration and toolchain are to apply.
    pub(crate) dir: &'a Path,
    pub(crate) output: CargoOutput,
    /// Whether warnings are passed on, where output is captured.
    pub(crate) warnings: bool,
    pub(crate) environment: &'a [(&'static str, OsString)],
    pub(crate) progress: &'a dyn Progress,
}

impl CargoRun<'_> {
    /// Runs `cargo <arguments>`, with the common ones added before any `--`.
    pub(crate) fn run(&self, subcommand: &str, arguments: &[&str], rustc: &[&str]) -> Result<(), BuildError> {
        let mut command = Command::new(cargo());
        command
            .arg(subcommand)
            .arg("--manifest-path")
            .arg(self.workspace.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.workspace.join("target"))
            .arg("--message-format=json-render-diagnostics")
            .args(arguments)
            .current_dir(self.dir)
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        match self.output {
            CargoOutput::Inherit => command.arg("--color=auto").stderr(Stdio::inherit()),
            CargoOutput::Captured { color } => {
                let color = if color { "--color=always" } else { "--color=never" };
                command.args(["--quiet", color]).stderr(Stdio::piped())
            }
        };
        if !rustc.is_empty() {
            command.arg("--").args(rustc);
        }
        let mut child = command.spawn().map_err(not_started)?;
        // Both pipes are read at once: cargo stops when either is full.
        let stderr = child.stderr.take();
        let said = std::thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(mut stderr) = stderr {
                stderr.read_to_end(&mut text)?;
            }
            io::Result::Ok(String::from_utf8_lossy(&text).into_owned())
        });
        if let Some(stdout) = child.stdout.take() {
            for message in Message::parse_stream(BufReader::new(stdout)) {
                if let Message::CompilerArtifact(artifact) = message? {
                    self.progress.event(Event::Compiled { package: &artifact.target.name });
                }
            }
        }
        let status = child.wait()?;
        let said = said.join().unwrap_or_else(|_| Ok(String::new()))?;
        if status.success() {
            if self.warnings && !said.trim().is_empty() {
                self.progress.event(Event::Warned(&said));
            }
            return Ok(());
        }
        Err(BuildError::Cargo { action: self.action, service: self.service.to_owned(), text: said })
    }
}
