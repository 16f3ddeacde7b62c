use std::path::{Path, PathBuf};

use eventual_analyzer_model::Architecture;
use serde::{Deserialize, Serialize};

/// How to build a service.
#[derive(Clone, Debug)]
pub struct BuildOptions {
    /// Folder for everything that is generated and compiled, of this one service. [`default_work_dir`] gives
    /// the usual one.
    pub work_dir: PathBuf,
    /// Processor of the functions.
    pub architecture: Architecture,
    /// Whether to optimize.
    pub profile: Profile,
    /// Where cargo's own words go.
    pub cargo_output: CargoOutput,
}

impl BuildOptions {
    /// A deployable build for x86_64 in this folder; cargo's words are captured.
    pub fn new(work_dir: impl Into<PathBuf>) -> Self {
        Self {
            work_dir: work_dir.into(),
            architecture: Architecture::default(),
            profile: Profile::default(),
            cargo_output: CargoOutput::Captured { color: false },
        }
    }
}

/// The compiler's name of a processor.
pub(crate) const fn triple(architecture: Architecture) -> &'static str {
    match architecture {
        Architecture::X86_64 => "x86_64-unknown-linux-gnu",
        Architecture::Arm64 => "aarch64-unknown-linux-gnu",
    }
}

/// How hard the compiler tries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// For deployment: whole-program optimization for size.
    #[default]
    Deploy,
    /// For the inner loop: no whole-program optimization, incremental.
    Dev,
}

impl Profile {
    /// Name of the cargo profile.
    pub(crate) const fn cargo_name(self) -> &'static str {
        match self {
            Self::Deploy => "lambda",
            Self::Dev => "lambda-dev",
        }
    }
}

/// What becomes of what cargo and the compiler say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CargoOutput {
    /// Straight to this process's standard error, progress bar and colors included.
    Inherit,
    /// Warnings go to the [`Progress`](crate::Progress), errors into the [`BuildError`](crate::BuildError).
    Captured {
        /// Whether with terminal colors.
        color: bool,
    },
}

/// `<target>/eventual/<service>`: `<target>` is `CARGO_TARGET_DIR`, or `target` beside the nearest
/// `Cargo.toml` above the package that has a `[workspace]`.
pub fn default_work_dir(package_dir: &Path, service: &str) -> PathBuf {
    let target = match std::env::var_os("CARGO_TARGET_DIR").filter(|it| !it.is_empty()) {
        // Cargo takes a relative one from the folder it runs in.
        Some(dir) => std::env::current_dir().unwrap_or_default().join(dir),
        None => workspace_root(package_dir).join("target"),
    };
    target.join("eventual").join(service)
}

/// The folder of the workspace that a package belongs to; its own folder if to none.
fn workspace_root(package_dir: &Path) -> PathBuf {
    let package_dir = std::path::absolute(package_dir).unwrap_or_else(|_| package_dir.to_owned());
    let is_root = |dir: &&Path| {
        let manifest = fs_err::read_to_string(dir.join("Cargo.toml")).unwrap_or_default();
        manifest.parse::<toml::Table>().is_ok_and(|it| it.contains_key("workspace"))
    };
    package_dir.ancestors().find(is_root).unwrap_or(&package_dir).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_of_a_package_is_found() {
        let root = tempfile::tempdir().unwrap();
        let package = root.path().join("services/orders");
        fs_err::create_dir_all(&package).unwrap();
        fs_err::write(package.join("Cargo.toml"), "[package]\nname = \"orders\"\n").unwrap();
        assert_eq!(workspace_root(&package), package);
        fs_err::write(root.path().join("Cargo.toml"), "[workspace]\nmembers = [\"services/*\"]\n").unwrap();
        assert_eq!(workspace_root(&package), root.path());
    }
}
