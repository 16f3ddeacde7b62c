//! Programs under load.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::load::{self, Load};
use crate::workspace::repository;

pub(super) struct Program {
    process: Child,
    port: u16,
}

impl Program {
    /// Starts a program and waits until it says where it answers.
    pub(super) fn start(program: &Path, arguments: &[&str]) -> Self {
        let mut process = Command::new(program).args(arguments).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(process.stderr.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "{} ended", program.display());
            if let Some((_, port)) = line.trim().split_once(" at http://localhost:") {
                break port.parse().unwrap();
            }
        };
        // Somebody has to read what it says.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
        Self { process, port }
    }

    pub(super) fn load(&self, connections: u32) -> Load {
        load::run(self.port, connections, || self.cpu())
    }

    /// Seconds of CPU that it has used, of its own and of the system.
    fn cpu(&self) -> f64 {
        load::seconds(&self.process.id().to_string(), 13..15)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Compiles the server of hyper alone, with the versions that the local service has.
pub(super) fn bare(root: &Path) -> PathBuf {
    let folder = root.join("bare");
    fs_err::create_dir_all(folder.join("src")).unwrap();
    fs_err::write(folder.join("src/main.rs"), include_str!("bare.rs")).unwrap();
    fs_err::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let manifest = "[package]\nname = \"bare\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
        [dependencies]\nbytes = \"1\"\nhttp-body-util = \"0.1\"\nhyper = { version = \"1\", features = [\"http1\", \"server\"] }\n\
        hyper-util = { version = \"0.1\", features = [\"tokio\"] }\n\
        tokio = { version = \"1\", features = [\"macros\", \"net\", \"rt-multi-thread\"] }\n";
    fs_err::write(folder.join("Cargo.toml"), manifest).unwrap();
    let target = repository().join("target/eventual/bare");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .status()
        .unwrap();
    assert!(status.success());
    target.join("release/bare")
}
