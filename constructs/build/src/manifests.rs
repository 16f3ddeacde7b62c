//! [`Manifests`]: the files by which cargo resolves a package.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::package::Package;

/// Files that may lie in any folder above a package and say how cargo works in it.
const SETTINGS: &[&str] = &[".cargo/config.toml", ".cargo/config", "rust-toolchain.toml", "rust-toolchain"];

/// The files by which cargo resolves a package, as they were; `None`: there was none.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Manifests(BTreeMap<PathBuf, Option<Vec<u8>>>);

impl Manifests {
    /// As they are now. What an earlier answer of cargo was made of, if it was given just before.
    pub(crate) fn of(package: &Package) -> Self {
        let root = &package.workspace_root;
        let mut paths = vec![root.join("Cargo.toml"), root.join("Cargo.lock")];
        paths.extend(package.local.values().map(|dir| dir.join("Cargo.toml")));
        for dir in package.dir.ancestors() {
            paths.extend(SETTINGS.iter().map(|name| dir.join(name)));
        }
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        paths.extend(home.map(|home| home.join("config.toml")));
        Self(paths.into_iter().map(|path| (path.clone(), content(&path))).collect())
    }

    /// Whether they are still the same.
    pub(crate) fn are_unchanged(&self) -> bool {
        self.0.iter().all(|(path, was)| content(path) == *was)
    }
}

fn content(path: &Path) -> Option<Vec<u8>> {
    fs_err::read(path).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_any_manifest_or_setting_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        };
        for name in ["Cargo.toml", "orders/Cargo.toml", "parts/Cargo.toml"] {
            write(name, "");
        }
        let package = Package {
            name: "orders".to_owned(),
            version: "1.0.0".to_owned(),
            dir: root.join("orders"),
            workspace_root: root.to_owned(),
            has_lambda_feature: false,
            facade: toml::Table::new(),
            local: [("parts".to_owned(), root.join("parts"))].into(),
            own: BTreeMap::new(),
        };
        for name in ["Cargo.toml", "Cargo.lock", "parts/Cargo.toml", ".cargo/config.toml"] {
            let manifests = Manifests::of(&package);
            write("orders/src/lib.rs", name);
            assert!(manifests.are_unchanged(), "source is none");
            write(name, "# changed");
            assert!(!manifests.are_unchanged(), "{name}");
        }
    }
}
