use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// A service crate in a folder of its own.
pub(crate) struct Service {
    folder: TempDir,
}

impl Service {
    pub(crate) fn new(source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let framework = concat!(env!("CARGO_MANIFEST_DIR"), "/../runtime");
        let manifest = format!(
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\neventual = {{ package = \"eventual-rs\", path = \"{framework}\" }}\n\n[workspace]\n"
        );
        std::fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        std::fs::create_dir(folder.path().join("src")).unwrap();
        std::fs::write(folder.path().join("src/lib.rs"), source).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Runs the tool; volatile parts (times, folders) are masked.
pub(crate) fn synth(arguments: &[&str], service: Option<&Path>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_synth"));
    command
        .args(arguments)
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("CDK_OUTDIR")
        .env_remove("CDK_CONTEXT_JSON");
    command.env("NO_COLOR", "1");
    if let Some(service) = service {
        command.arg(service);
    }
    let output = command.output().unwrap();
    let text = format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    let text = match service {
        Some(service) => text.replace(&service.display().to_string(), "[service]"),
        None => text,
    };
    mask_times(&text)
}

/// `in 0.03s` → `in [time]`
fn mask_times(text: &str) -> String {
    let mask = |line: &str| match line.rsplit_once(" in ") {
        Some((before, time)) if time.ends_with('s') && time.starts_with(|it: char| it.is_ascii_digit()) => {
            format!("{before} in [time]")
        }
        _ => line.to_owned(),
    };
    text.lines().map(mask).collect::<Vec<_>>().join("\n")
}
