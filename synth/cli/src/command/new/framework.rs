//! [`Framework`]: where a new service finds Eventual.

use std::path::{Path, PathBuf};

use eventual_synth::{Failure, Result};

use super::is_checkout;

/// What a new service uses beside Eventual, in the versions that Eventual itself uses, with features.
const LIBRARIES: [(&str, &str, &[&str]); 4] = [
    ("garde", "0.23.0", &["derive", "email"]),
    ("schemars", "1.2.3", &[]),
    ("serde", "1.0.229", &["derive"]),
    ("serde_json", "1.0.154", &[]),
];

/// Where a new service finds Eventual.
#[derive(Clone, Debug)]
pub(crate) enum Framework {
    /// On crates.io, in this version.
    Published(&'static str),
    /// In a checkout.
    Checkout(PathBuf),
}

impl Framework {
    /// What is asked for, else the checkout in which this tool was built if that is still there (installed from crates.io it
    /// never was), else crates.io.
    pub(crate) fn find(given: Option<&Path>) -> Result<Self> {
        if let Some(folder) = given {
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            return if is_checkout(&folder) {
                Ok(Self::Checkout(folder))
            } else {
                Err(Failure::user(format!("`{}` is no checkout of Eventual", folder.display()))
                    .hint("a checkout has the folders `runtime` and `constructs`"))
            };
        }
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
        Ok(match built.filter(|it| is_checkout(it)) {
            Some(folder) => Self::Checkout(folder.to_owned()),
            None => Self::Published(env!("CARGO_PKG_VERSION")),
        })
    }

    /// Lines of `[workspace.dependencies]`.
    pub(crate) fn dependencies(&self) -> String {
        let (eventual, constructs) = match self {
            Self::Published(version) => {
                (format!("version = {version:?}"), format!("{{ version = {version:?} }}"))
            }
            Self::Checkout(folder) => {
                let path = |room: &str| format!("path = {:?}", folder.join(room).display().to_string());
                (path("runtime"), format!("{{ {} }}", path("constructs")))
            }
        };
        let mut lines = vec![
            format!("eventual = {{ package = \"eventual-rs\", {eventual} }}"),
            format!("eventual-constructs = {constructs}"),
        ];
        lines.extend(LIBRARIES.map(|(name, version, features)| match features {
            [] => format!("{name} = {version:?}"),
            _ => format!("{name} = {{ version = {version:?}, features = {features:?} }}"),
        }));
        lines.join("\n")
    }

    /// What people are told.
    pub(crate) fn note(&self) -> String {
        match self {
            Self::Published(version) => format!("It uses Eventual {version} from crates.io"),
            Self::Checkout(folder) => format!("It uses the checkout of Eventual in {}", folder.display()),
        }
    }
}
