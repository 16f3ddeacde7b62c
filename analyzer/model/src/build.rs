use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::contract::Capability;

/// Processors that Lambda offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// Intel and AMD, `x86_64` in Lambda's terms.
    #[default]
    X86_64,
    /// Graviton, `arm64` in Lambda's terms. Needs Rust's standard library and a C linker for
    /// `aarch64-unknown-linux-gnu`.
    Arm64,
}

impl Architecture {
    /// As CloudFormation writes it: `x86_64`, `arm64`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

/// The code of one Lambda function: what a build hands to the constructs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunctionBuild {
    /// Folder that holds exactly what the function's zip holds: `bootstrap` and extra files.
    pub asset_dir: PathBuf,
    /// The folder as a zip, whose bytes depend on nothing but the content.
    pub zip: PathBuf,
    /// SHA-256 of the folder's content, in hex: equal if and only if the function need not be deployed again.
    pub hash: String,
    /// What the linked code can do, sorted.
    pub capabilities: Vec<Capability>,
    /// Size of `bootstrap` in bytes. Lambda accepts 250 MB per folder.
    pub size: u64,
    /// Size of the zip in bytes.
    pub zip_size: u64,
}
